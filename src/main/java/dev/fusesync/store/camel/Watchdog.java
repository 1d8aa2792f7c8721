package dev.fusesync.store.camel;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.fusesync.store.claim.ClaimOptions;
import dev.fusesync.store.claim.Claimer;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Interrupts workers that are stuck, logs their stack trace, and reports them as the
 * health check of the consumer.
 */
final class Watchdog extends AbstractHealthCheck {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	private static final long CHECK_INTERVAL = 1;

	private final Claimer claimer;

	private final ClaimOptions options;

	/** Webhooks whose worker has been interrupted. */
	private final Set<String> interrupted = new HashSet<>();

	private ScheduledThreadPoolExecutor timer;

	Watchdog(Claimer claimer, ClaimOptions options) {
		super("camel", "store-" + options.queue());
		this.claimer = claimer;
		this.options = options;
	}

	void start() {
		if (this.timer == null) {
			this.timer = new ScheduledThreadPoolExecutor(1, (task) -> new Thread(task, "store-watchdog"));
			this.timer.scheduleWithFixedDelay(this::check, CHECK_INTERVAL, CHECK_INTERVAL, TimeUnit.SECONDS);
		}
	}

	void stop() {
		if (this.timer != null) {
			this.timer.shutdownNow();
			this.timer = null;
		}
	}

	private void check() {
		List<Claimer.Overdue> overdue = this.claimer.overdue();
		this.interrupted.retainAll(overdue.stream().map(Claimer.Overdue::id).collect(Collectors.toSet()));
		for (Claimer.Overdue claim : overdue) {
			if (this.interrupted.add(claim.id())) {
				LOG.error("Webhook {} has been in work for more than {} s; its thread is interrupted. It is at:\n{}",
						claim.id(), this.options.longest().toSeconds(),
						Stream.of(claim.worker().getStackTrace())
							.map((frame) -> "\tat " + frame)
							.collect(Collectors.joining("\n")));
				claim.worker().interrupt();
			}
		}
	}

	@Override
	protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
		List<String> ids = this.claimer.overdue().stream().map(Claimer.Overdue::id).toList();
		if (ids.isEmpty()) {
			builder.up();
		}
		else {
			builder.message("Webhooks have exceeded the longest time: " + ids).down();
		}
	}

}
