package dev.fusesync.receive;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.ServletException;
import org.apache.catalina.AccessLog;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Counts webhooks by what they were answered with, whoever answered: a route, the filter
 * before it or Tomcat. Tomcat tells its access logs of every answer, once it is sent.
 */
final class AnsweredWebhooks extends ValveBase implements AccessLog {

	private final Map<Outcome, Counter> counters = new EnumMap<>(Outcome.class);

	private final String path;

	private final RejectionLog rejections;

	AnsweredWebhooks(String path, MeterRegistry meters, RejectionLog rejections) {
		super(true);
		this.path = path;
		this.rejections = rejections;
		for (Outcome outcome : Outcome.values()) {
			this.counters.put(outcome,
					Counter.builder("fuse.webhooks.received")
						.description("Webhooks by what they were answered with")
						.tag("outcome", outcome.toString())
						.register(meters));
		}
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		getNext().invoke(request, response);
	}

	@Override
	public void log(Request request, Response response, long time) {
		if (this.path.equals(request.getDecodedRequestURI())) {
			Outcome outcome = Outcome.of(response.getStatus());
			this.counters.get(outcome).increment();
			if (outcome.isSendersFault()) {
				this.rejections.rejected(outcome, response.getStatus(), address(request));
			}
		}
	}

	/** The socket's, or what a trusted proxy said, which RemoteIpValve leaves here. */
	private static String address(Request request) {
		Object told = request.getAttribute(REMOTE_ADDR_ATTRIBUTE);
		return (told != null) ? told.toString() : request.getRemoteAddr();
	}

	@Override
	public void setRequestAttributesEnabled(boolean enabled) {
		// It always goes by the attribute.
	}

	@Override
	public boolean getRequestAttributesEnabled() {
		return true;
	}

}
