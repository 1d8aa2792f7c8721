package dev.fusesync.sync.client;

import java.net.URI;
import java.util.List;

import dev.fusesync.sync.SyncSettings;
import org.apache.hc.core5.http.EntityDetails;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpRequestInterceptor;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.springframework.stereotype.Component;

/**
 * Removes the trace context from calls to Fuse unless
 * {@code fuse.sync.forward-trace-context} is true. An OpenTelemetry agent adds it to each
 * call of the HTTP client, in the headers of W3C Trace Context and Baggage.
 */
@Component
class TraceContext implements HttpRequestInterceptor {

	private static final List<String> HEADERS = List.of("traceparent", "tracestate", "baggage");

	private final boolean forwarded;

	private final String fuse;

	TraceContext(SyncSettings settings) {
		this.forwarded = settings.forwardTraceContext();
		this.fuse = URI.create(settings.basePath()).getAuthority();
	}

	@Override
	public void process(HttpRequest request, EntityDetails entity, HttpContext context) {
		if (!this.forwarded && this.fuse.equalsIgnoreCase(String.valueOf(request.getAuthority()))) {
			HEADERS.forEach(request::removeHeaders);
		}
	}

}
