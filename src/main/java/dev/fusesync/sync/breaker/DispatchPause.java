package dev.fusesync.sync.breaker;

import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import dev.fusesync.sync.breaker.CallOutcome.Kind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.springframework.stereotype.Component;

/**
 * Reasons why webhooks are currently not synced: the {@link CircuitBreaker} is open, or a
 * person has stopped the route {@code dispatch}. Also the gauge
 * {@code fuse.dispatch.paused}, 1 for each current reason.
 */
@Component
class DispatchPause {

	private static final String ROUTE = "dispatch";

	private final BreakerPolicy breaker;

	private final CamelContext camel;

	DispatchPause(BreakerPolicy breaker, CamelContext camel, MeterRegistry meters) {
		this.breaker = breaker;
		this.camel = camel;
		for (Kind kind : new Kind[] { Kind.UNREACHABLE, Kind.TROUBLED, Kind.REFUSED }) {
			register(kind.name().toLowerCase(Locale.ROOT), () -> isOpenedBy(kind), meters);
		}
		register("stopped", this::isStopped, meters);
	}

	private static void register(String reason, BooleanSupplier paused, MeterRegistry meters) {
		Gauge.builder("fuse.dispatch.paused", () -> paused.getAsBoolean() ? 1 : 0)
			.description("Whether webhooks are not synced, for that reason")
			.tag("reason", reason)
			.register(meters);
	}

	boolean isStopped() {
		ServiceStatus status = this.camel.getRouteController().getRouteStatus(ROUTE);
		return status == null || !status.isStarted();
	}

	Optional<CircuitBreaker.Opened> opened() {
		return this.breaker.opened();
	}

	private boolean isOpenedBy(Kind kind) {
		return opened().filter((opened) -> opened.by().kind() == kind).isPresent();
	}

}
