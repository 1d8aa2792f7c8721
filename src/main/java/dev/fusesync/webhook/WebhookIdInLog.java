package dev.fusesync.webhook;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.slf4j.MDC;
import org.springframework.stereotype.Component;

/**
 * Adds a webhook's id, with the MDC key {@code webhook-id}, to every log line about it,
 * in all routes including those of users: while a thread works on a webhook, the id is in
 * SLF4J's MDC. Not done with camel-mdc, which keeps the previous MDC in one field for all
 * threads, so that ids get mixed up, and copies the MDC at every step.
 */
@Component
public class WebhookIdInLog extends RoutePolicySupport implements RoutePolicyFactory {

	/** The MDC key, also the name of the field in JSON log lines. */
	public static final String MDC_KEY = "webhook-id";

	/** Sets the id for log lines of this thread until its exchange ends. */
	public static void begin(String id) {
		MDC.put(MDC_KEY, id);
	}

	/** Removes the id from log lines of this thread. */
	public static void end() {
		MDC.remove(MDC_KEY);
	}

	/** Writes a log line about a webhook outside a route. */
	public static void about(String id, Runnable line) {
		begin(id);
		try {
			line.run();
		}
		finally {
			MDC.remove(MDC_KEY);
		}
	}

	@Override
	public RoutePolicy createRoutePolicy(CamelContext camel, String routeId, NamedNode route) {
		return this;
	}

	/** For a thread that goes on with a webhook of another, such as that of a wireTap. */
	@Override
	public void onExchangeBegin(Route route, Exchange exchange) {
		if (MDC.get(MDC_KEY) == null && exchange.getVariable("id") instanceof String id) {
			MDC.put(MDC_KEY, id);
		}
	}

	@Override
	public void onExchangeDone(Route route, Exchange exchange) {
		if (route.getRouteId().equals(exchange.getFromRouteId())) {
			MDC.remove(MDC_KEY);
		}
	}

}
