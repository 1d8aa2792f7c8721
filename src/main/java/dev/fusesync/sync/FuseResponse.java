package dev.fusesync.sync;

import java.nio.charset.StandardCharsets;
import java.time.Clock;

import dev.fusesync.sync.failure.FailureSettings;
import dev.fusesync.sync.failure.FuseAnswer;
import dev.fusesync.sync.failure.SyncFailedException;
import dev.fusesync.sync.retry.RetryAfter;
import dev.fusesync.sync.retry.RetrySettings;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/**
 * Interprets Fuse's response to a sync call. Any 2xx means that the webhook is synced,
 * even if the body is incomplete, unless the body is an HTML page, which comes from a
 * gateway. Sets the variables {@code request-id} to Fuse's id of the call, and
 * {@code took} to the time in ms since the webhook was claimed. Throws a
 * {@link SyncFailedException} for any other response.
 */
@Component
class FuseResponse implements Processor {

	private final FailureSettings settings;

	private final Clock clock = Clock.systemUTC();

	private final RetrySettings retry;

	FuseResponse(FailureSettings settings, RetrySettings retry) {
		this.settings = settings;
		this.retry = retry;
	}

	@Override
	public void process(Exchange exchange) throws SyncFailedException {
		Message response = exchange.getMessage();
		int status = response.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
		byte[] body = response.getBody(byte[].class);
		FuseAnswer answer = FuseAnswer.of(body);
		if (status / 100 != 2) {
			throw new SyncFailedException(this.settings.classify(status, answer), status, answer,
					RetryAfter.parse(response.getHeader("Retry-After", String.class), this.clock.instant(),
							this.retry.longestRetryAfter()));
		}
		if (isPage(body)) {
			throw SyncFailedException.page(answer);
		}
		exchange.setVariable("request-id", answer.requestId());
		exchange.setVariable("took", exchange.getClock().elapsed());
	}

	private static boolean isPage(byte[] body) {
		return body != null && new String(body, StandardCharsets.ISO_8859_1).stripLeading().startsWith("<");
	}

}
