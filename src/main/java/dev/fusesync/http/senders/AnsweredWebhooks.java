package dev.fusesync.http.senders;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

import dev.fusesync.http.JsonAnswer;
import dev.fusesync.http.Outcome;
import dev.fusesync.http.ReceivedWebhook;
import dev.fusesync.http.RequestAttributes;
import dev.fusesync.http.body.UnreadBody;
import dev.fusesync.settings.MetricSettings;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.catalina.AccessLog;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Counts webhooks by response, whether it was sent by a route, a filter or Tomcat, and
 * measures the time of accepted ones. Tomcat calls its access logs for every response,
 * after it was sent. Also rejects requests from networks that are not allowed before
 * their body is read; probes come from the machine, such as the kubelet, and are exempt.
 */
final class AnsweredWebhooks extends ValveBase implements AccessLog {

	private static final String UNVERIFIED = "unverified";

	private final MeterRegistry meters;

	/** Looked up here, since the registry would build names and tags for each webhook. */
	private final Map<Answered, Counter> counters = new ConcurrentHashMap<>();

	private final MetricSettings settings;

	private final Timer ack;

	private final String path;

	private final Senders senders;

	private final Predicate<HttpServletRequest> probes;

	private final RejectionLog rejections;

	AnsweredWebhooks(String path, Senders senders, Predicate<HttpServletRequest> probes, MeterRegistry meters,
			MetricSettings settings, RejectionLog rejections) {
		super(true);
		this.path = path;
		this.senders = senders;
		this.probes = probes;
		this.meters = meters;
		this.settings = settings;
		this.rejections = rejections;
		this.ack = Timer.builder("fuse.webhooks.ack")
			.description("Time from a webhook's first byte to its 200, when it is on disk")
			.register(meters);
		// Starts at zero, so that the first one is an increase.
		Stream.of(Outcome.values())
			.filter((outcome) -> outcome != Outcome.ACCEPTED)
			.forEach((outcome) -> counter(outcome, UNVERIFIED));
		settings.types().forEach((type) -> counter(Outcome.ACCEPTED, type));
	}

	private Counter counter(Outcome outcome, String type) {
		return this.counters.computeIfAbsent(new Answered(outcome, type), this::register);
	}

	private Counter register(Answered answered) {
		return Counter.builder("fuse.webhooks.received")
			.description("Requests for webhooks by response")
			.tag("outcome", answered.outcome().toString())
			.tag("type", answered.type())
			.register(this.meters);
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		// Kept by the request, since HTTP/2 does not know it after the answer.
		request.getRemoteAddr();
		if (!this.senders.isAllowed(request) && !this.probes.test(request)) {
			request.setAttribute(RequestAttributes.OUTCOME, Outcome.NETWORK);
			JsonAnswer.announceClose(request, response);
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
			Outcome outcome = (request.getAttribute(RequestAttributes.OUTCOME) instanceof Outcome decided) ? decided
					: Outcome.of(response.getStatus());
			counter(outcome, type(request)).increment();
			if (outcome == Outcome.ACCEPTED) {
				this.ack.record(time, TimeUnit.NANOSECONDS);
			}
			if (outcome.isSendersFault()) {
				this.rejections.rejected(outcome, outcome.status(), this.senders.address(request));
			}
		}
	}

	private String type(Request request) {
		return (request.getAttribute(RequestAttributes.RECEIVED) instanceof ReceivedWebhook received
				&& received.type() != null) ? this.settings.type(received.type()) : UNVERIFIED;
	}

	private boolean isWebhook(Request request) {
		return this.path.equals(request.getRequestURI());
	}

	@Override
	public void setRequestAttributesEnabled(boolean enabled) {
		// Has its own settings.
	}

	@Override
	public boolean getRequestAttributesEnabled() {
		return false;
	}

	private record Answered(Outcome outcome, String type) {
	}

}
