package dev.fusesync.management;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * How many exchanges each route has in work, under the name that Camel has for it. Camel
 * itself shows it only together with a timer for every step to an endpoint, which costs
 * more than it tells.
 */
@Component
class InflightMetrics {

	private final CamelContext camel;

	private final MeterRegistry meters;

	InflightMetrics(CamelContext camel, MeterRegistry meters) {
		this.camel = camel;
		this.meters = meters;
	}

	@EventListener(ApplicationReadyEvent.class)
	void watchRoutes() {
		this.camel.getRoutes().stream().map(Route::getId).forEach(this::watch);
	}

	private void watch(String route) {
		Gauge.builder("camel.exchanges.inflight", () -> this.camel.getInflightRepository().size(route))
			.description("Exchanges that the route has in work")
			.tag("route_id", route)
			.register(this.meters);
	}

}
