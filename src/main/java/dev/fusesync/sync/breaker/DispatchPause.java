package dev.fusesync.sync.breaker;

import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import dev.fusesync.routes.RouteCalls;
import dev.fusesync.sync.breaker.CallOutcome.Kind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.springframework.stereotype.Component;

/**
 * Reasons why webhooks are currently not synced: the {@link CircuitBreaker} is open, or
 * the route {@code dispatch} or a route that others call does not run. Also the gauge
 * {@code fuse.dispatch.paused}, 1 for each current reason.
 */
@Component
class DispatchPause {

	private static final String ROUTE = "dispatch";

	private final BreakerPolicy breaker;

	private final CamelContext camel;

	private final RouteCalls calls;

	DispatchPause(BreakerPolicy breaker, CamelContext camel, RouteCalls calls, MeterRegistry meters) {
		this.breaker = breaker;
		this.camel = camel;
		this.calls = calls;
		for (Kind kind : new Kind[] { Kind.UNREACHABLE, Kind.TROUBLED, Kind.REFUSED }) {
			register(kind.name().toLowerCase(Locale.ROOT), () -> isOpenedBy(kind), meters);
		}
		register("stopped", () -> stopped().isPresent(), meters);
	}

	private static void register(String reason, BooleanSupplier paused, MeterRegistry meters) {
		Gauge.builder("fuse.dispatch.paused", () -> paused.getAsBoolean() ? 1 : 0)
			.description("Whether webhooks are not synced, for that reason")
			.tag("reason", reason)
			.register(meters);
	}

	/** Which route does not run, as a sentence; empty if all that a webhook needs do. */
	Optional<String> stopped() {
		ServiceStatus status = this.camel.getRouteController().getRouteStatus(ROUTE);
		if (status == null || !status.isStarted()) {
			return Optional.of("The route dispatch is stopped. Start it, in Hawtio for example.");
		}
		return this.calls.unanswered().stream().findFirst();
	}

	Optional<CircuitBreaker.Opened> opened() {
		return this.breaker.opened();
	}

	private boolean isOpenedBy(Kind kind) {
		return opened().filter((opened) -> opened.by().kind() == kind).isPresent();
	}

}
