package dev.fusesync.sync.breaker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

import dev.fusesync.sync.breaker.CallOutcome.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closed while Fuse can be called. Opens once a failure shows that every webhook would
 * fail alike: then all wait. From time to time it is half-open and lets a single webhook
 * through, until one shows that Fuse is back. So an outage costs neither calls nor any
 * webhook's time.
 */
final class CircuitBreaker {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.sync");

	private final BreakerSettings settings;

	private final Clock clock;

	private final Set<String> troubledConnections = new HashSet<>();

	private final Set<String> troubledSources = new HashSet<>();

	private int unreachable;

	private CallOutcome openedBy;

	private Instant openSince;

	private Instant halfOpenAt;

	private Duration wait;

	private boolean trying;

	CircuitBreaker(BreakerSettings settings, Clock clock) {
		this.settings = settings;
		this.clock = clock;
	}

	/**
	 * Whether a webhook may go through now; waits until it may, but no longer than the
	 * patience.
	 */
	synchronized State await(Duration patience) throws InterruptedException {
		State state = tryPass();
		if (state == State.OPEN) {
			wait(patience.toMillis());
			state = tryPass();
		}
		return state;
	}

	synchronized State tryPass() {
		if (this.openSince == null) {
			return State.CLOSED;
		}
		if (this.trying || this.clock.instant().isBefore(this.halfOpenAt)) {
			return State.OPEN;
		}
		this.trying = true;
		return State.HALF_OPEN;
	}

	synchronized boolean isOpen() {
		return this.openSince != null;
	}

	synchronized Optional<Opened> opened() {
		return isOpen() ? Optional.of(new Opened(this.openedBy, this.openSince, this.halfOpenAt)) : Optional.empty();
	}

	/**
	 * Learns from a call that has ended. While it is open only the half-open one counts.
	 */
	synchronized void record(CallOutcome outcome, State state) {
		if (this.openSince == null) {
			if (concernsEvery(outcome)) {
				open(outcome);
			}
		}
		else if (state == State.HALF_OPEN) {
			if (outcome.kind() == Kind.HEALTHY) {
				close();
			}
			else {
				learnWhy(outcome);
				waitForHalfOpen(this.wait.multipliedBy(2), outcome.retryAfter());
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
				// The one opens it at once, the other never.
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

	private void open(CallOutcome outcome) {
		this.openedBy = outcome;
		this.openSince = this.clock.instant();
		waitForHalfOpen(this.settings.halfOpenAfter(), outcome.retryAfter());
		tell("Circuit breaker open", outcome);
	}

	/** Fuse may come back from an outage only to refuse us. */
	private void learnWhy(CallOutcome outcome) {
		if (outcome.kind() == Kind.UNCLEAR) {
			return;
		}
		boolean another = outcome.kind() != this.openedBy.kind();
		this.openedBy = outcome;
		if (another) {
			tell("Circuit breaker still open", outcome);
		}
	}

	private void tell(String what, CallOutcome outcome) {
		LOG.warn("{}: {} Webhooks wait in the inbox, and one at a time tries whether Fuse is back. {}", what,
				outcome.reason(), outcome.kind() == Kind.REFUSED
						? "Correct FUSE_API_KEY, FUSE_CLIENT_ID or FUSE_BASE_PATH." : "Nothing to do but to wait.");
	}

	private void waitForHalfOpen(Duration wished, Duration asked) {
		this.trying = false;
		this.wait = (wished.compareTo(this.settings.longestOpen()) < 0) ? wished : this.settings.longestOpen();
		Duration until = (asked != null && asked.compareTo(this.wait) > 0) ? asked : this.wait;
		this.halfOpenAt = this.clock.instant().plus(until);
	}

	private void close() {
		Duration open = Duration.between(this.openSince, this.clock.instant());
		this.openSince = null;
		this.trying = false;
		forget();
		notifyAll();
		LOG.info("Circuit breaker closed: Fuse is back after {} s", open.toSeconds());
	}

	/**
	 * Whether a webhook gets through: as all others, as the single one that tries Fuse,
	 * or not.
	 */
	enum State {

		CLOSED, HALF_OPEN, OPEN

	}

	/**
	 * Why and how long all have been waiting.
	 *
	 * @param by the call that showed it
	 * @param since when that was
	 * @param halfOpenAt when a single webhook tries Fuse; over while it does
	 */
	record Opened(CallOutcome by, Instant since, Instant halfOpenAt) {
	}

}
