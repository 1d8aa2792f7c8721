package dev.fusesync.http.senders;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;

import dev.fusesync.http.Outcome;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs the senders of rejected webhooks: for each outcome the first one immediately, then
 * at most one line in ten seconds with the number of rejections that were not logged.
 * Rate-limited, so that a flood of forged webhooks cannot fill the log.
 */
final class RejectionLog {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.receive");

	private static final Duration PERIOD = Duration.ofSeconds(10);

	private final Map<Outcome, Instant> quietUntil = new EnumMap<>(Outcome.class);

	private final Map<Outcome, Long> unlogged = new EnumMap<>(Outcome.class);

	private final Clock clock;

	RejectionLog(Clock clock) {
		this.clock = clock;
	}

	/**
	 * Logs the rejection, or counts it for the next line. The address is the sender's.
	 */
	void rejected(Outcome outcome, int status, String address) {
		long others = takeUnlogged(outcome);
		if (others == 0) {
			LOG.warn("Rejected a webhook from {} with {} ({})", address, status, outcome);
		}
		else if (others > 0) {
			LOG.warn("Rejected a webhook from {} with {} ({}), and {} more since the last such line", address, status,
					outcome, others);
		}
	}

	/**
	 * Returns the number of rejections not logged since the last line, or -1 if it is too
	 * early for another line.
	 */
	private synchronized long takeUnlogged(Outcome outcome) {
		Instant now = this.clock.instant();
		if (now.isBefore(this.quietUntil.getOrDefault(outcome, Instant.MIN))) {
			this.unlogged.merge(outcome, 1L, Long::sum);
			return -1;
		}
		this.quietUntil.put(outcome, now.plus(PERIOD));
		Long others = this.unlogged.remove(outcome);
		return (others != null) ? others : 0;
	}

}
