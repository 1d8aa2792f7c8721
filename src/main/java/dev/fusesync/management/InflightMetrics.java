package dev.fusesync.management;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * Registers Camel's gauge of inflight exchanges per route. Camel itself registers it only
 * together with a timer for every step to an endpoint, which costs more than it is worth.
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
			.description("Inflight exchanges of the route")
			.tag("route_id", route)
			.register(this.meters);
	}

}
