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

	/** The first of two calls that were perhaps refused; null if there is none. */
	private CallOutcome suspicion;

	private CallOutcome openedBy;

	private Instant openSince;

	private Instant halfOpenAt;

	private Duration wait;

	/** The half-open attempt under way; null if there is none. */
	private BreakerPermit trial;

	private final List<Runnable> listeners = new CopyOnWriteArrayList<>();

	CircuitBreaker(BreakerSettings settings, Clock clock) {
		this.settings = settings;
		this.clock = clock;
	}

	/** Whether a webhook may be attempted now. */
	synchronized boolean mayAttempt() {
		return this.openSince == null || this.trial == null && !this.clock.instant().isBefore(this.halfOpenAt);
	}

	/** A permit for one attempt; null if none may be made now. */
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

	/** The attempt has ended. Without a verdict the next webhook is the half-open one. */
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

	/** Has the listener run when attempts may be made again. */
	void onChange(Runnable listener) {
		this.listeners.add(listener);
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
	void record(CallOutcome outcome, BreakerPermit permit) {
		if (letsAttempt(outcome, permit)) {
			this.listeners.forEach(Runnable::run);
		}
	}

	/** Whether attempts may be made from now on that could not be made before. */
	private synchronized boolean letsAttempt(CallOutcome call, BreakerPermit permit) {
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
			// Another webhook tries at once, for this one may be the only one refused.
			this.trial = null;
			return true;
		}
		learnWhy(outcome);
		waitForHalfOpen(this.wait.multipliedBy(2), outcome.retryAfter());
		return false;
	}

	/**
	 * Whether the call was perhaps refused and one of another connection was too. The
	 * first of them becomes the suspicion.
	 */
	private boolean isConfirmed(CallOutcome call) {
		if (call.kind() != Kind.PERHAPS_REFUSED) {
			return false;
		}
		if (this.suspicion == null) {
			this.suspicion = call;
			return false;
		}
		return call.connection() == null || !call.connection().equals(this.suspicion.connection());
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
				// The first opens it at once, the others never.
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
		waitForHalfOpen(this.settings.halfOpenAfter(), outcome.retryAfter());
		tell("Circuit breaker open", outcome);
	}

	/** Fuse may come back from an outage only to refuse us. */
	private void learnWhy(CallOutcome outcome) {
		if (outcome.kind() == Kind.UNCLEAR || outcome.kind() == Kind.PERHAPS_REFUSED) {
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
		this.trial = null;
		this.suspicion = null;
		this.wait = (wished.compareTo(this.settings.longestOpen()) < 0) ? wished : this.settings.longestOpen();
		Duration until = (asked != null && asked.compareTo(this.wait) > 0) ? asked : this.wait;
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
	 * Why and how long all have been waiting.
	 *
	 * @param by the call that showed it
	 * @param since when that was
	 * @param halfOpenAt when a single webhook tries Fuse; over while it does
	 */
	record Opened(CallOutcome by, Instant since, Instant halfOpenAt) {
	}

}
