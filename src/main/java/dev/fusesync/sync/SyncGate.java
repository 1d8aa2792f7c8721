package dev.fusesync.sync;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

import dev.fusesync.sync.CallOutcome.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Open while Fuse can be called. Parked once a failure shows that every webhook would
 * fail alike: then all wait, and from time to time one of them goes through as a probe,
 * until one shows that Fuse is back. So an outage costs neither calls nor any webhook's
 * patience.
 */
final class SyncGate {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.sync");

	private final ParkingSettings settings;

	private final Clock clock;

	private final Set<String> troubledConnections = new HashSet<>();

	private final Set<String> troubledSources = new HashSet<>();

	private int unreachable;

	private CallOutcome parkedBy;

	private Instant parkedSince;

	private Instant nextProbe;

	private Duration wait;

	private boolean probing;

	SyncGate(ParkingSettings settings, Clock clock) {
		this.settings = settings;
		this.clock = clock;
	}

	/**
	 * Whether a webhook may go through now; waits until it may, but no longer than the
	 * patience.
	 */
	synchronized Pass await(Duration patience) throws InterruptedException {
		Pass pass = tryPass();
		if (pass == Pass.NONE) {
			wait(patience.toMillis());
			pass = tryPass();
		}
		return pass;
	}

	synchronized Pass tryPass() {
		if (this.parkedSince == null) {
			return Pass.FREE;
		}
		if (this.probing || this.clock.instant().isBefore(this.nextProbe)) {
			return Pass.NONE;
		}
		this.probing = true;
		return Pass.PROBE;
	}

	synchronized boolean isParked() {
		return this.parkedSince != null;
	}

	synchronized Optional<Parked> parked() {
		return isParked() ? Optional.of(new Parked(this.parkedBy, this.parkedSince, this.nextProbe)) : Optional.empty();
	}

	/** Learns from a call that has ended. While parked only the probe's counts. */
	synchronized void record(CallOutcome outcome, Pass pass) {
		if (this.parkedSince == null) {
			if (concernsEvery(outcome)) {
				park(outcome);
			}
		}
		else if (pass == Pass.PROBE) {
			if (outcome.kind() == Kind.HEALTHY) {
				open();
			}
			else {
				learnWhy(outcome);
				waitForNextProbe(this.wait.multipliedBy(2), outcome.retryAfter());
			}
		}
	}

	private boolean concernsEvery(CallOutcome outcome) {
		switch (outcome.kind()) {
			case HEALTHY -> forget();
			case UNREACHABLE -> this.unreachable++;
			case TROUBLED -> {
				this.troubledConnections.add(String.valueOf(outcome.connection()));
				this.troubledSources.add(String.valueOf(outcome.source()));
			}
			case REFUSED, UNCLEAR -> {
				// The one parks at once, the other never.
			}
		}
		return outcome.kind() == Kind.REFUSED || this.unreachable >= this.settings.failures()
				|| this.troubledConnections.size() >= this.settings.failures() && this.troubledSources.size() > 1;
	}

	private void forget() {
		this.unreachable = 0;
		this.troubledConnections.clear();
		this.troubledSources.clear();
	}

	private void park(CallOutcome outcome) {
		this.parkedBy = outcome;
		this.parkedSince = this.clock.instant();
		waitForNextProbe(this.settings.firstProbe(), outcome.retryAfter());
		tell("Parked all webhooks", outcome);
	}

	/** Fuse may come back from an outage only to refuse us. */
	private void learnWhy(CallOutcome outcome) {
		if (outcome.kind() == Kind.UNCLEAR) {
			return;
		}
		boolean another = outcome.kind() != this.parkedBy.kind();
		this.parkedBy = outcome;
		if (another) {
			tell("All webhooks are still parked", outcome);
		}
	}

	private void tell(String what, CallOutcome outcome) {
		LOG.warn("{}: {} They wait in the inbox, and one at a time tries whether Fuse is back. {}", what,
				outcome.reason(), outcome.kind() == Kind.REFUSED
						? "Correct FUSE_API_KEY, FUSE_CLIENT_ID or FUSE_BASE_PATH." : "Nothing to do but to wait.");
	}

	private void waitForNextProbe(Duration wished, Duration asked) {
		this.probing = false;
		this.wait = (wished.compareTo(this.settings.longestProbe()) < 0) ? wished : this.settings.longestProbe();
		Duration until = (asked != null && asked.compareTo(this.wait) > 0) ? asked : this.wait;
		this.nextProbe = this.clock.instant().plus(until);
	}

	private void open() {
		Duration parked = Duration.between(this.parkedSince, this.clock.instant());
		this.parkedSince = null;
		this.probing = false;
		forget();
		notifyAll();
		LOG.info("Fuse is back after {} s, syncing goes on", parked.toSeconds());
	}

	/** How a webhook got through the gate. */
	enum Pass {

		FREE, PROBE, NONE

	}

	/**
	 * Why and how long all have been waiting.
	 *
	 * @param by the call that showed it
	 * @param since when that was
	 * @param nextProbe when one webhook tries again; over while it does
	 */
	record Parked(CallOutcome by, Instant since, Instant nextProbe) {
	}

}
