package dev.fusesync.receive;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import dev.fusesync.store.Dialect;
import dev.fusesync.store.Queues;
import dev.fusesync.store.Store;
import dev.fusesync.store.StoreSettings;
import dev.fusesync.store.StoreUnavailableException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Rejects webhooks with 503, without a wait, while the store cannot or should not accept
 * them. The state is logged when it changes, and reported by the gauge
 * {@code fuse.store.available}.
 */
@Component
class StoreGuard implements Processor {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	/** A transaction that takes longer delays those that follow. */
	private static final Duration SLOW = Duration.ofSeconds(1);

	private static final long CHECK_INTERVAL_NANOS = Duration.ofMillis(250).toNanos();

	private final AtomicReference<String> loggedReason = new AtomicReference<>();

	private final Store store;

	private final Dialect database;

	private final StoreSettings settings;

	private volatile ShortageCheck lastCheck;

	StoreGuard(Store store, Dialect database, StoreSettings settings, MeterRegistry meters) {
		this.store = store;
		this.database = database;
		this.settings = settings;
		Gauge.builder("fuse.store.available", () -> closed(SLOW).isEmpty() ? 1 : 0)
			.description("Whether webhooks can be stored; while they cannot, they are answered with 503")
			.register(meters);
	}

	@Override
	public void process(Exchange exchange) throws StoreUnavailableException {
		Optional<String> closed = closed(SLOW);
		logChange(closed);
		if (closed.isPresent()) {
			throw new StoreUnavailableException(closed.get());
		}
	}

	/**
	 * Why webhooks are currently rejected, as a sentence; empty while they are accepted.
	 * @param patience how long a transaction may take
	 */
	Optional<String> closed(Duration patience) {
		Optional<String> trouble = this.store.trouble().or(this::shortage);
		if (trouble.isPresent()) {
			return trouble;
		}
		if (this.store.stalled().compareTo(patience) > 0) {
			return Optional.of("The database is slow: a transaction has taken more than a second");
		}
		boolean full = this.settings.maxBacklog() > 0
				&& this.store.counts().waiting(Queues.INBOX) >= this.settings.maxBacklog();
		return full ? Optional.of("More webhooks wait to be synced than fuse.store.max-backlog") : Optional.empty();
	}

	/** Checks the machine's resources at intervals, not for each webhook. */
	private Optional<String> shortage() {
		ShortageCheck check = this.lastCheck;
		if (check == null || System.nanoTime() - check.at() > CHECK_INTERVAL_NANOS) {
			check = new ShortageCheck(System.nanoTime(), this.database.shortage());
			this.lastCheck = check;
		}
		return check.shortage();
	}

	/** Logs changes only, not every rejected webhook. */
	private void logChange(Optional<String> closed) {
		String before = this.loggedReason.get();
		String now = closed.orElse(null);
		if ((before == null) != (now == null) && this.loggedReason.compareAndSet(before, now)) {
			if (now != null) {
				LOG.error("Webhooks are answered with 503 from now on: {}", now);
			}
			else {
				LOG.info("Webhooks are accepted again");
			}
		}
	}

	private record ShortageCheck(long at, Optional<String> shortage) {

	}

}
