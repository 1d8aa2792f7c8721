package dev.fusesync.notices;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.fusesync.overview.cluster.InstanceReport;
import dev.fusesync.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Looks at all conditions every other second, in a thread of its own, from when the
 * program is ready until it stops. What begins and ends between two looks is not told.
 * What all instances see is told by the one that leads.
 */
@Component
class Transitions implements SmartLifecycle {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.notices");

	private static final long PAUSE_SECONDS = 2;

	private final List<Watch> watches;

	private final Store store;

	private final Notices notices;

	private final InstanceReport instance;

	private final HeldBack heldBack = new HeldBack();

	private ScheduledExecutorService thread;

	Transitions(List<Condition> conditions, Store store, Notices notices, InstanceReport instance) {
		this.watches = conditions.stream().map(Watch::new).toList();
		this.store = store;
		this.notices = notices;
		this.instance = instance;
	}

	/** The event comes when all routes run, a bean of the last phase starts before. */
	@Override
	@EventListener(ApplicationReadyEvent.class)
	public synchronized void start() {
		this.thread = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "transitions");
			thread.setDaemon(true);
			return thread;
		});
		this.thread.scheduleWithFixedDelay(this::look, 0, PAUSE_SECONDS, TimeUnit.SECONDS);
	}

	@Override
	public boolean isAutoStartup() {
		return false;
	}

	/** In the last phase, so before the routes stop, which is no news then. */
	@Override
	public synchronized void stop() {
		this.thread.shutdownNow();
		this.thread = null;
	}

	@Override
	public synchronized boolean isRunning() {
		return this.thread != null;
	}

	private void look() {
		try {
			look(Instant.now(), System.nanoTime());
		}
		catch (RuntimeException ex) {
			LOG.debug("Notices could not be sent", ex);
		}
	}

	void look(Instant now, long nanos) {
		List<Notice> ofAll = new ArrayList<>();
		for (Watch watch : this.watches) {
			List<Notice> found = look(watch, now, nanos);
			if (watch.condition().isOfAllInstances()) {
				ofAll.addAll(found);
			}
			else {
				found.forEach(this.notices::send);
			}
		}
		this.heldBack.next(ofAll, this.store.buckets().leads(), nanos).forEach(this.notices::send);
	}

	private List<Notice> look(Watch watch, Instant now, long nanos) {
		try {
			return watch.look(now, nanos, this.instance.name());
		}
		catch (RuntimeException ex) {
			LOG.debug("The condition {} could not be looked at", watch.condition().kind(), ex);
			return List.of();
		}
	}

}
