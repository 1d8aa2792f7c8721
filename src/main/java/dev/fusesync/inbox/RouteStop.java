package dev.fusesync.inbox;

import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.StatefulService;

/** Whether the route that took a webhook off its queue is to stop. */
public final class RouteStop {

	private RouteStop() {
	}

	/** True for an operator's stop of the route, and for the program's. */
	public static boolean isUnderWay(Exchange exchange) {
		Route route = exchange.getContext().getRoute(exchange.getFromRouteId());
		return route == null || !(route.getConsumer() instanceof StatefulService consumer) || !consumer.isStarted();
	}

}
