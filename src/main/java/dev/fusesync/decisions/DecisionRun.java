package dev.fusesync.decisions;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.fusesync.decisions.DecisionTarget.Candidate;
import dev.fusesync.store.Store;
import dev.fusesync.webhook.Shown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Applies the stored decision about many in batches on a separate thread: what leads to
 * calls at the configured rate, the rest with short breaks to let webhooks be stored. The
 * progress is in the store, so it continues after a restart.
 */
@Component
public final class DecisionRun implements DisposableBean {

	/** The sentence for a decision that cannot begin. */
	public static final String ANOTHER = "Another decision about many webhooks is being carried out already; "
			+ "wait until that is done, or stop it";

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.dead-letter");

	/** Limits of one transaction: rows, and bytes of deleted bodies. */
	private static final int MOST_ROWS = 500;

	private static final long MOST_BYTES = 4L << 20;

	/** Maximum number of batches per second that lead to calls. */
	private static final int BATCHES = 4;

	private static final Duration BREAK = Duration.ofMillis(100);

	private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

	/** Another instance may have stored a decision meanwhile. */
	private static final Duration IDLE = Duration.ofSeconds(10);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

	private final DecisionQueries queries;

	private final List<DecisionTarget<?>> targets;

	private final Store store;

	private final int replayRate;

	private final Semaphore wake = new Semaphore(0);

	private final Thread thread = new Thread(this::run, "decisions");

	private volatile boolean stopping;

	public DecisionRun(DecisionQueries queries, List<DecisionTarget<?>> targets, Store store,
			DecisionSettings settings) {
		this.queries = queries;
		this.targets = targets;
		this.store = store;
		this.replayRate = settings.replayRate();
		this.thread.setDaemon(true);
	}

	@EventListener(ApplicationReadyEvent.class)
	public void start() {
		this.thread.start();
	}

	/** Whether decisions are carried out by this instance. */
	public boolean isHere() {
		return this.store.trouble().isEmpty() && this.store.buckets().leads();
	}

	/**
	 * Stores a decision and starts it.
	 * @param filter which of the target's webhooks it is about; is stored as JSON
	 * @return empty if another one is running
	 */
	public Optional<ManyDecision> begin(DecisionTarget<?> target, Decision decision, Object filter, Total found) {
		Optional<ManyDecision> begun = this.queries.begin(target.name(), decision, filter, found);
		begun.ifPresent((many) -> {
			LOG.info("The {} of many {} begins, as {} decided: {}", decision.action(), target.plural(many),
					Shown.of(decision.by()), Shown.of(decision.reason()));
			this.wake.release();
		});
		return begun;
	}

	/**
	 * Stops the running decision. What is not done yet stays as it is.
	 * @return empty if none is running
	 */
	public Optional<ManyDecision> stop(String by) {
		Optional<ManyDecision> stopped = this.queries.running().filter((many) -> this.queries.end(many, "stopped"));
		stopped.ifPresent((many) -> LOG.info("The {} of many {} was stopped by {}", many.decision().action(),
				target(many).plural(many), Shown.of(by)));
		return stopped
			.flatMap((many) -> this.queries.last().stream().filter((one) -> one.id() == many.id()).findFirst());
	}

	private void run() {
		while (!this.stopping) {
			Duration pause;
			try {
				pause = isHere() ? this.queries.running().map((many) -> carryOn(target(many), many)).orElse(IDLE)
						: IDLE;
			}
			catch (RuntimeException ex) {
				LOG.error("The decision about many webhooks is held up and goes on by itself: {}", ex.toString());
				pause = AFTER_FAILURE;
			}
			rest(pause);
		}
	}

	private DecisionTarget<?> target(ManyDecision many) {
		return this.targets.stream()
			.filter((target) -> target.name().equals(many.target()))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("Nothing carries out decisions about " + many.target()));
	}

	private void rest(Duration pause) {
		try {
			if (!this.stopping && this.wake.tryAcquire(pause.toNanos(), TimeUnit.NANOSECONDS)) {
				this.wake.drainPermits();
			}
		}
		catch (InterruptedException ex) {
			this.stopping = true;
		}
	}

	/** Applies the decision to a batch; returns how long to pause. */
	private <C extends Candidate> Duration carryOn(DecisionTarget<C> target, ManyDecision many) {
		long start = System.nanoTime();
		boolean paced = target.isPaced(many.decision().action());
		List<C> found = target.next(many, paced ? Math.max(1, this.replayRate / BATCHES) : MOST_ROWS);
		List<C> next = paced ? found : withinBytes(found);
		if (next.isEmpty()) {
			if (this.queries.end(many, "done")) {
				LOG.info("The {} of many {} is done: {} of them", many.decision().action(), target.plural(many),
						many.done());
			}
			return Duration.ZERO;
		}
		target.carryOut(many, next);
		Duration turn = Duration.ofSeconds(1).multipliedBy(next.size()).dividedBy(this.replayRate);
		Duration rest = turn.minusNanos(System.nanoTime() - start);
		return !paced ? BREAK : rest.isNegative() ? Duration.ZERO : rest;
	}

	/** Limits a batch by the bytes of its bodies, which are deleted. */
	private static <C extends Candidate> List<C> withinBytes(List<C> found) {
		long bytes = 0;
		int count = 0;
		while (count < found.size() && (count == 0 || bytes + found.get(count).size() <= MOST_BYTES)) {
			bytes += found.get(count++).size();
		}
		return found.subList(0, count);
	}

	@Override
	public void destroy() throws InterruptedException {
		this.stopping = true;
		this.wake.release();
		this.thread.join(STOP_TIMEOUT.toMillis());
		if (this.thread.isAlive()) {
			LOG.warn("A batch of a decision about many did not end within {} s", STOP_TIMEOUT.toSeconds());
		}
	}

}
