package dev.fusesync.deadletters;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.fusesync.deadletters.DeadLetterQueries.Chosen;
import dev.fusesync.store.Store;
import dev.fusesync.webhook.Shown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Applies the stored decision about many dead letters in batches on a separate thread:
 * replays at the configured rate, discards with short breaks to let webhooks be stored.
 * The progress is in the store, so it continues after a restart.
 */
@Component
class DecisionRun implements DisposableBean {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.dead-letter");

	/** Limits of one transaction: rows, and bytes of deleted bodies. */
	private static final int MOST_ROWS = 500;

	private static final long MOST_BYTES = 4L << 20;

	/** Maximum number of replay batches per second. */
	private static final int BATCHES = 4;

	private static final Duration BREAK = Duration.ofMillis(100);

	private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

	/** Another instance may have stored a decision meanwhile. */
	private static final Duration IDLE = Duration.ofSeconds(10);

	private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

	private final DeadLetterQueries queries;

	private final Store store;

	private final int replayRate;

	private final Semaphore wake = new Semaphore(0);

	private final Thread thread = new Thread(this::run, "dead-letters");

	private volatile boolean stopping;

	DecisionRun(DeadLetterQueries queries, Store store, DeadLetterSettings settings) {
		this.queries = queries;
		this.store = store;
		this.replayRate = settings.replayRate();
		this.thread.setDaemon(true);
	}

	@EventListener(ApplicationReadyEvent.class)
	void start() {
		this.thread.start();
	}

	/** Whether decisions are carried out by this instance. */
	boolean isHere() {
		return this.store.trouble().isEmpty() && this.store.buckets().leads();
	}

	/**
	 * Stores a decision and starts it.
	 * @return empty if another one is running
	 */
	Optional<Decision.OfMany> begin(Decision decision, DeadLetterFilter filter, DeadLetterPage.Total found) {
		Optional<Decision.OfMany> begun = this.queries.begin(decision, filter, found);
		begun.ifPresent((many) -> {
			LOG.info("The {} of many {} begins, as {} decided: {}", decision.action(), filter.plural(),
					Shown.of(decision.by()), Shown.of(decision.reason()));
			this.wake.release();
		});
		return begun;
	}

	private void run() {
		while (!this.stopping) {
			Duration pause;
			try {
				pause = isHere() ? this.queries.running().map(this::carryOn).orElse(IDLE) : IDLE;
			}
			catch (RuntimeException ex) {
				LOG.error("The decision about many dead letters is held up and goes on by itself: {}", ex.toString());
				pause = AFTER_FAILURE;
			}
			rest(pause);
		}
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
	private Duration carryOn(Decision.OfMany many) {
		long start = System.nanoTime();
		boolean discard = many.decision().isDiscard();
		int rows = discard ? MOST_ROWS : Math.max(1, this.replayRate / BATCHES);
		List<Chosen> next = withinBytes(this.queries.next(many, rows), discard);
		if (next.isEmpty()) {
			if (this.queries.end(many, "done")) {
				LOG.info("The {} of many {} is done: {} of them", many.decision().action(), many.filter().plural(),
						many.done());
			}
			return Duration.ZERO;
		}
		this.queries.carryOut(many, next).forEach(many.decision()::log);
		Duration turn = Duration.ofSeconds(1).multipliedBy(next.size()).dividedBy(this.replayRate);
		Duration rest = turn.minusNanos(System.nanoTime() - start);
		return discard ? BREAK : rest.isNegative() ? Duration.ZERO : rest;
	}

	/** Limits a batch by bytes; only a discard deletes bodies. */
	private static List<Chosen> withinBytes(List<Chosen> found, boolean discard) {
		long bytes = 0;
		int count = 0;
		while (count < found.size() && (count == 0 || !discard || bytes + found.get(count).size() <= MOST_BYTES)) {
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
			LOG.warn("A batch of dead letters did not end within {} s", STOP_TIMEOUT.toSeconds());
		}
	}

}
