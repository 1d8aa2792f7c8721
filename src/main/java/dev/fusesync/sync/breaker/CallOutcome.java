package dev.fusesync.sync.breaker;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;

import javax.net.ssl.SSLException;

import dev.fusesync.sync.failure.FailureSentence;
import dev.fusesync.sync.failure.SyncFailedException;
import org.apache.hc.client5.http.ConnectTimeoutException;

/**
 * What a sync call reveals about the availability of Fuse.
 *
 * @param kind the kind of result
 * @param reason a sentence for the person on call
 * @param connection the webhook's connection
 * @param source the webhook's aggregator
 * @param retryAfter the wait given by {@code Retry-After}; null if missing
 */
record CallOutcome(Kind kind, String reason, String connection, String source, Duration retryAfter) {

	enum Kind {

		/** Fuse responded, and the next webhook may succeed. */
		HEALTHY,

		/** No connection: no webhook can be synced. */
		UNREACHABLE,

		/** Fuse failed, possibly only for this webhook. */
		TROUBLED,

		/** Fuse rejects the key, client id or address: no webhook can be synced. */
		REFUSED,

		/**
		 * Rejected without one of Fuse's codes, possibly only for this connection:
		 * treated as REFUSED once a call for another connection ends in the same way.
		 */
		PERHAPS_REFUSED,

		/** Reveals nothing about other webhooks. */
		UNCLEAR

	}

	static CallOutcome of(Throwable failure, String connection, String source) {
		if (failure instanceof SyncFailedException answer) {
			return new CallOutcome(kind(answer), answer.getMessage(), connection, source, answer.getRetryAfter());
		}
		Kind kind = (failure == null) ? Kind.HEALTHY : isNoConnection(failure) ? Kind.UNREACHABLE : Kind.UNCLEAR;
		return new CallOutcome(kind, (failure == null) ? "" : FailureSentence.of(failure), connection, source, null);
	}

	CallOutcome confirmed() {
		return new CallOutcome(Kind.REFUSED, this.reason, this.connection, this.source, this.retryAfter);
	}

	private static Kind kind(SyncFailedException answer) {
		return switch (answer.getFailureClass()) {
			case CONFIGURATION -> answer.isOfFuse() ? Kind.REFUSED : Kind.PERHAPS_REFUSED;
			case TRANSIENT -> (answer.getStatus() >= 500 || answer.getStatus() == 200) ? Kind.TROUBLED : Kind.UNCLEAR;
			case THROTTLED -> answer.getCode().isEmpty() ? Kind.TROUBLED : Kind.HEALTHY;
			case AGGREGATOR, FINISHED, MESSAGE -> Kind.HEALTHY;
		};
	}

	private static boolean isNoConnection(Throwable failure) {
		return failure instanceof ConnectException || failure instanceof UnknownHostException
				|| failure instanceof NoRouteToHostException || failure instanceof SSLException
				|| failure instanceof ConnectTimeoutException;
	}

}
