package dev.fusesync.deadletters;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;

/**
 * Carries a decision out with many dead letters, in the background, one transaction each:
 * replays at the rate of {@link DeadLetterSettings}, discards without a pause. It may be
 * stopped at any time: what is not done yet stays a dead letter.
 */
@Component
public class BulkRun implements DisposableBean {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.dead-letter");

	/** Ids held in memory at most. */
	private static final int BATCH = 500;

	private static final long STOP_TIMEOUT = 10;

	private final DeadLetterQueue queue;

	private final DeadLetterSettings settings;

	private final AtomicBoolean running = new AtomicBoolean();

	private final ScheduledThreadPoolExecutor thread = new ScheduledThreadPoolExecutor(1,
			(task) -> new Thread(task, "dead-letters"), new ThreadPoolExecutor.DiscardPolicy());

	BulkRun(DeadLetterQueue queue, DeadLetterSettings settings) {
		this.queue = queue;
		this.settings = settings;
		this.thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
	}

	/**
	 * Starts a run and returns. The filter should end at a time, or dead letters that
	 * come back are replayed again and again.
	 * @return false if one is going on already
	 */
	public boolean start(Decision decision, DeadLetterFilter filter) {
		if (!this.running.compareAndSet(false, true)) {
			return false;
		}
		long pause = decision.discard() ? 0 : TimeUnit.SECONDS.toNanos(1) / this.settings.replayRate();
		LOG.info("The {} of many dead letters begins", decision.action());
		this.thread.execute(() -> next(new Run(decision, filter), 0, pause));
		return true;
	}

	private void next(Run run, int done, long pause) {
		long start = System.nanoTime();
		try {
			if (run.ids.isEmpty()) {
				choose(run);
			}
			if (run.ids.isEmpty()) {
				LOG.info("The {} of many dead letters is done: {} of them", run.decision.action(), done);
				this.running.set(false);
				return;
			}
			String id = run.ids.remove();
			boolean taken = run.decision.carryOut(this.queue, id).isPresent();
			if (!taken && !run.missedOnce.add(id)) {
				run.missed.add(id);
			}
			this.thread.schedule(() -> next(run, taken ? done + 1 : done, pause), pause - (System.nanoTime() - start),
					TimeUnit.NANOSECONDS);
		}
		catch (RuntimeException ex) {
			LOG.error("The {} of many dead letters stopped after {} of them: {}", run.decision.action(), done,
					ex.toString());
			this.running.set(false);
		}
	}

	private void choose(Run run) {
		this.queue.visit((deadLetter) -> {
			if (run.filter.test(deadLetter) && !run.missed.contains(deadLetter.id())) {
				run.ids.add(deadLetter.id());
			}
			return run.ids.size() < BATCH;
		});
		this.queue.choose(run.ids);
	}

	@Override
	public void destroy() throws InterruptedException {
		this.thread.shutdown();
		if (!this.thread.awaitTermination(STOP_TIMEOUT, TimeUnit.SECONDS)) {
			LOG.warn("A dead letter is still in work after {} s", STOP_TIMEOUT);
		}
	}

	/**
	 * What is under way.
	 *
	 * @param ids the next ones
	 * @param missedOnce those that were not there: another instance that started has put
	 * them back, or they are gone
	 * @param missed those that were not there twice, lest they are tried for ever
	 */
	private record Run(Decision decision, DeadLetterFilter filter, Deque<String> ids, Set<String> missedOnce,
			Set<String> missed) {

		Run(Decision decision, DeadLetterFilter filter) {
			this(decision, filter, new ArrayDeque<>(), new HashSet<>(), new HashSet<>());
		}

	}

}
