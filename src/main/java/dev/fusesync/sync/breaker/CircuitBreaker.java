package dev.fusesync.sync.breaker;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.fusesync.sync.breaker.CallOutcome.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closed while Fuse can be called. Opens when a failure shows that every webhook would
 * fail in the same way; then all webhooks wait. Periodically it is half-open and permits
 * a single webhook, until one succeeds. So an outage costs neither calls nor the
 * webhooks' maximum age.
 */
final class CircuitBreaker {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.sync");

	private final BreakerSettings settings;

	private final Clock clock;

	private final Set<String> troubledConnections = new HashSet<>();

	private final Set<String> troubledSources = new HashSet<>();

	private final Sources sources;

	private int unreachable;

	/** The first of two calls that were possibly rejected; null if there is none. */
	private CallOutcome suspicion;

	private CallOutcome openedBy;

	private Instant openSince;

	private Instant halfOpenAt;

	private Duration wait;

	/** The current half-open attempt; null if there is none. */
	private BreakerPermit trial;

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	CircuitBreaker(BreakerSettings settings, Clock clock) {
		this.settings = settings;
		this.clock = clock;
		this.sources = new Sources(clock);
	}

	/** Whether a webhook may be attempted now. */
	synchronized boolean mayAttempt() {
		return this.openSince == null || this.trial == null && !this.clock.instant().isBefore(this.halfOpenAt);
	}

	/** Returns a permit for one attempt; null if none is permitted now. */
	synchronized BreakerPermit permit() {
		if (!mayAttempt()) {
			return null;
		}
		boolean halfOpen = this.openSince != null;
		BreakerPermit permit = new BreakerPermit(this, halfOpen);
		if (halfOpen) {
			this.trial = permit;
		}
		return permit;
	}

	/**
	 * Called when the attempt has ended. Without a result, the next webhook becomes the
	 * half-open attempt.
	 */
	void ended(BreakerPermit permit) {
		boolean undecided;
		synchronized (this) {
			undecided = this.trial == permit;
			if (undecided) {
				this.trial = null;
			}
		}
		if (undecided) {
			this.listeners.forEach(Runnable::run);
		}
	}

	/**
	 * Makes the next half-open attempt due now. Returns whether it was not due yet; it is
	 * not while one is running, and not while the circuit breaker is closed.
	 */
	boolean attemptNow() {
		synchronized (this) {
			if (this.openSince == null || mayAttempt() || this.trial != null) {
				return false;
			}
			this.halfOpenAt = this.clock.instant();
			// Is doubled if it fails: the waits are those of before.
			this.wait = this.wait.dividedBy(2);
		}
		this.listeners.forEach(Runnable::run);
		return true;
	}

	/** Registers a listener that runs when attempts become possible again. */
	void onChange(Runnable listener) {
		this.listeners.add(listener);
	}

	synchronized boolean isOpen() {
		return this.openSince != null;
	}

	synchronized Optional<Opened> opened() {
		return isOpen() ? Optional.of(new Opened(this.openedBy, this.openSince, this.halfOpenAt)) : Optional.empty();
	}

	/** Records the result of a call. While open, only the half-open attempt counts. */
	void record(CallOutcome outcome, BreakerPermit permit) {
		this.sources.note(outcome);
		if (permitsAttempts(outcome, permit)) {
			this.listeners.forEach(Runnable::run);
		}
	}

	/** Whether the call failed because of the webhook's aggregator only. */
	boolean blamesSource(CallOutcome outcome) {
		return this.sources.blames(outcome);
	}

	/** Updates the state; returns whether attempts have become possible by this call. */
	private synchronized boolean permitsAttempts(CallOutcome call, BreakerPermit permit) {
		boolean open = this.openSince != null;
		if (open && (this.trial == null || this.trial != permit)) {
			return false;
		}
		CallOutcome outcome = isConfirmed(call) ? call.confirmed() : call;
		if (!open) {
			if (concernsEvery(outcome)) {
				open(outcome);
			}
			return false;
		}
		if (outcome.kind() == Kind.HEALTHY) {
			close();
			return true;
		}
		if (outcome.kind() == Kind.PERHAPS_REFUSED && outcome == this.suspicion) {
			// Another webhook is attempted immediately, since possibly only this one is
			// rejected.
			this.trial = null;
			return true;
		}
		updateReason(outcome);
		waitForHalfOpen(this.wait.multipliedBy(2), outcome.retryAfter());
		return false;
	}

	/**
	 * Whether the call and an earlier one of another connection were possibly rejected,
	 * and no aggregator's webhooks are synced any more. The first such call becomes the
	 * suspicion.
	 */
	private boolean isConfirmed(CallOutcome call) {
		if (call.kind() != Kind.PERHAPS_REFUSED) {
			return false;
		}
		if (this.suspicion == null) {
			this.suspicion = call;
			return false;
		}
		boolean another = call.connection() == null || !call.connection().equals(this.suspicion.connection());
		return another && !this.sources.isAnySynced();
	}

	private boolean concernsEvery(CallOutcome outcome) {
		switch (outcome.kind()) {
			case HEALTHY -> forget();
			case UNREACHABLE -> this.unreachable++;
			case TROUBLED -> {
				this.troubledConnections.add(String.valueOf(outcome.connection()));
				this.troubledSources.add(String.valueOf(outcome.source()));
			}
			case REFUSED, PERHAPS_REFUSED, UNCLEAR -> {
				// REFUSED opens it immediately, the others never do.
			}
		}
		return outcome.kind() == Kind.REFUSED || this.unreachable >= this.settings.failures()
				|| this.troubledConnections.size() >= this.settings.failures() && this.troubledSources.size() > 1;
	}

	private void forget() {
		this.unreachable = 0;
		this.suspicion = null;
		this.troubledConnections.clear();
		this.troubledSources.clear();
	}

	private void open(CallOutcome outcome) {
		this.openedBy = outcome;
		this.openSince = this.clock.instant();
		this.sources.forget();
		waitForHalfOpen(this.settings.halfOpenAfter(), outcome.retryAfter());
		logOpen("Circuit breaker open", outcome);
	}

	/** Updates the reason, since Fuse may reject calls after an outage. */
	private void updateReason(CallOutcome outcome) {
		if (outcome.kind() == Kind.UNCLEAR || outcome.kind() == Kind.PERHAPS_REFUSED) {
			return;
		}
		boolean another = outcome.kind() != this.openedBy.kind();
		this.openedBy = outcome;
		if (another) {
			logOpen("Circuit breaker still open", outcome);
		}
	}

	private void logOpen(String what, CallOutcome outcome) {
		LOG.warn("{}: {} Webhooks wait in the inbox, and one at a time is attempted to test whether Fuse is back. {}",
				what, outcome.reason(), switch (outcome.kind()) {
					case REFUSED -> "Correct FUSE_API_KEY, FUSE_CLIENT_ID or FUSE_BASE_PATH.";
					case UNREACHABLE -> "If this lasts, check the network, FUSE_BASE_PATH and the proxy.";
					default -> "No action is required.";
				});
	}

	private void waitForHalfOpen(Duration next, Duration retryAfter) {
		this.trial = null;
		this.suspicion = null;
		this.wait = (next.compareTo(this.settings.longestOpen()) < 0) ? next : this.settings.longestOpen();
		Duration until = (retryAfter != null && retryAfter.compareTo(this.wait) > 0) ? retryAfter : this.wait;
		this.halfOpenAt = this.clock.instant().plus(until);
	}

	private void close() {
		Duration open = Duration.between(this.openSince, this.clock.instant());
		this.openSince = null;
		this.trial = null;
		forget();
		LOG.info("Circuit breaker closed: Fuse is back after {} s", open.toSeconds());
	}

	/**
	 * Why and since when the circuit breaker is open.
	 *
	 * @param by the call that opened it
	 * @param since when it was opened
	 * @param halfOpenAt when the next single attempt is due; in the past while it is
	 * running
	 */
	record Opened(CallOutcome by, Instant since, Instant halfOpenAt) {
	}

}
