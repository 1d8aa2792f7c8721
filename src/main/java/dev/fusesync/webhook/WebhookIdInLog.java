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
 * Puts a webhook's id, its label {@code webhook-id}, before every log line about it, in
 * every route, also one added later: the thread that has a webhook in work carries the id
 * in SLF4J's MDC. Camel's own camel-mdc keeps what it found in one field for all threads,
 * so that ids get mixed up, and copies the MDC at every step.
 */
@Component
public class WebhookIdInLog extends RoutePolicySupport implements RoutePolicyFactory {

	/** The label, and the name under which it stands in JSON lines. */
	public static final String LABEL = "webhook-id";

	/**
	 * From now on, until its exchange ends, lines of this thread are about that webhook.
	 */
	public static void begin(String id) {
		MDC.put(LABEL, id);
	}

	/** Lines of this thread are about no webhook any more. */
	public static void end() {
		MDC.remove(LABEL);
	}

	/** Writes a line about a webhook elsewhere than in a route. */
	public static void about(String id, Runnable line) {
		begin(id);
		try {
			line.run();
		}
		finally {
			MDC.remove(LABEL);
		}
	}

	@Override
	public RoutePolicy createRoutePolicy(CamelContext camel, String routeId, NamedNode route) {
		return this;
	}

	@Override
	public void onExchangeDone(Route route, Exchange exchange) {
		if (route.getRouteId().equals(exchange.getFromRouteId())) {
			MDC.remove(LABEL);
		}
	}

}
