package dev.fusesync.sync.breaker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

import dev.fusesync.sync.breaker.CallOutcome.Kind;
import dev.fusesync.webhook.Shown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The aggregators whose webhooks are synced. While there is one, Fuse accepts the key,
 * and a rejection without one of Fuse's codes is blamed on the webhook's own aggregator.
 */
final class Sources {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.sync");

	/** How long a success shows that Fuse accepts the key. */
	private static final Duration RECENTLY = Duration.ofMinutes(10);

	/** Maximum number remembered: names are whatever webhooks contain. */
	private static final int MOST = 1_000;

	private final Clock clock;

	/** When each was last synced; without those whose last call was rejected. */
	private final Map<String, Instant> synced = new HashMap<>();

	/** Those that were logged as rejected. */
	private final Set<String> blamed = new HashSet<>();

	Sources(Clock clock) {
		this.clock = clock;
	}

	synchronized void note(CallOutcome outcome) {
		String source = Shown.of(outcome.source());
		if (outcome.kind() == Kind.HEALTHY && (this.synced.size() < MOST || this.synced.containsKey(source))) {
			this.synced.put(source, this.clock.instant());
			this.blamed.remove(source);
		}
		else if (outcome.kind() == Kind.PERHAPS_REFUSED) {
			this.synced.remove(source);
			if (isAnySynced() && this.blamed.size() < MOST && this.blamed.add(source)) {
				LOG.warn(
						"{} The webhook is of {}, and those of other aggregators are synced: check the credentials "
								+ "of {}. Its webhooks are retried, the others are not delayed.",
						outcome.reason(), source, source);
			}
		}
	}

	/** Whether webhooks of any aggregator were synced recently. */
	synchronized boolean isAnySynced() {
		Instant recently = this.clock.instant().minus(RECENTLY);
		this.synced.values().removeIf((time) -> time.isBefore(recently));
		return !this.synced.isEmpty();
	}

	/** Called when the circuit breaker opens: what was synced before proves nothing. */
	synchronized void forget() {
		this.synced.clear();
	}

	/** Whether only the aggregator of the webhook can be at fault. */
	boolean blames(CallOutcome outcome) {
		return outcome.kind() == Kind.PERHAPS_REFUSED && isAnySynced();
	}

}
