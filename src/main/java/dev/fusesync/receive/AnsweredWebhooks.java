package dev.fusesync.receive;

import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.AccessLog;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Counts webhooks by what they were answered with, whoever answered: a route, the filter
 * before it or Tomcat. Tomcat tells its access logs of every answer, once it is sent.
 * Before all that it refuses whatever comes from networks that are not allowed, unread.
 */
final class AnsweredWebhooks extends ValveBase implements AccessLog {

	private final Map<Outcome, Counter> counters = new EnumMap<>(Outcome.class);

	private final String path;

	private final Senders senders;

	private final RejectionLog rejections;

	AnsweredWebhooks(String path, Senders senders, MeterRegistry meters, RejectionLog rejections) {
		super(true);
		this.path = path;
		this.senders = senders;
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
		if (!this.senders.isAllowed(request)) {
			request.setAttribute(Outcome.class.getName(), Outcome.NETWORK);
			response.setHeader("Connection", "close");
			JsonAnswer.write(response, HttpServletResponse.SC_FORBIDDEN, "Forbidden");
			response.flushBuffer();
			UnreadBody.abandon(request);
		}
		else {
			getNext().invoke(request, response);
		}
	}

	@Override
	public void log(Request request, Response response, long time) {
		if (isWebhook(request)) {
			Outcome outcome = (request.getAttribute(Outcome.class.getName()) instanceof Outcome decided) ? decided
					: Outcome.of(response.getStatus());
			this.counters.get(outcome).increment();
			if (outcome.isSendersFault()) {
				this.rejections.rejected(outcome, outcome.status(), this.senders.address(request));
			}
		}
	}

	private boolean isWebhook(Request request) {
		return this.path.equals(request.getRequestURI());
	}

	@Override
	public void setRequestAttributesEnabled(boolean enabled) {
		// It goes by its own settings.
	}

	@Override
	public boolean getRequestAttributesEnabled() {
		return false;
	}

}
