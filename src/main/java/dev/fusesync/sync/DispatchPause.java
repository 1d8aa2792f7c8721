package dev.fusesync.sync;

import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import dev.fusesync.sync.CallOutcome.Kind;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.camel.CamelContext;
import org.apache.camel.ServiceStatus;
import org.springframework.stereotype.Component;

/**
 * Why webhooks are not synced now, if they are not: the {@link SyncGate} has parked them,
 * or a person has stopped the route dispatch. Also the gauge
 * {@code fuse.dispatch.paused}, 1 for each reason there is.
 */
@Component
class DispatchPause {

	private static final String ROUTE = "dispatch";

	private final ParkingGate gate;

	private final CamelContext camel;

	DispatchPause(ParkingGate gate, CamelContext camel, MeterRegistry meters) {
		this.gate = gate;
		this.camel = camel;
		for (Kind kind : new Kind[] { Kind.UNREACHABLE, Kind.TROUBLED, Kind.REFUSED }) {
			register(kind.name().toLowerCase(Locale.ROOT), () -> isParkedBy(kind), meters);
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

	Optional<SyncGate.Parked> parked() {
		return this.gate.parked();
	}

	private boolean isParkedBy(Kind kind) {
		return parked().filter((parked) -> parked.by().kind() == kind).isPresent();
	}

}
