package dev.fusesync.sync;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;

import dev.fusesync.sync.failure.FailureSettings;
import dev.fusesync.sync.failure.FuseAnswer;
import dev.fusesync.sync.failure.SyncFailedException;
import dev.fusesync.sync.retry.RetryAfter;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.http.base.HttpOperationFailedException;
import org.springframework.stereotype.Component;

/**
 * Turns an answer other than 2xx into the {@link SyncFailedException} that says what it
 * means, for the policy in error-handling.camel.yaml to act on.
 */
@Component
class FailureJudge implements Processor {

	private final FailureSettings settings;

	private final Clock clock = Clock.systemUTC();

	FailureJudge(FailureSettings settings) {
		this.settings = settings;
	}

	@Override
	public void process(Exchange exchange) throws SyncFailedException {
		throw judge(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, HttpOperationFailedException.class));
	}

	SyncFailedException judge(HttpOperationFailedException failure) {
		String body = failure.getResponseBody();
		FuseAnswer answer = FuseAnswer.of((body == null) ? null : body.getBytes(StandardCharsets.UTF_8));
		return new SyncFailedException(this.settings.classify(failure.getStatusCode(), answer), failure.getStatusCode(),
				answer, RetryAfter.parse(retryAfter(failure.getResponseHeaders()), this.clock.instant()));
	}

	/** Camel keeps the header names as the server spelt them. */
	private static String retryAfter(Map<String, String> headers) {
		return (headers == null) ? null
				: headers.entrySet()
					.stream()
					.filter((header) -> header.getKey().equalsIgnoreCase("Retry-After"))
					.map(Map.Entry::getValue)
					.findFirst()
					.orElse(null);
	}

}
