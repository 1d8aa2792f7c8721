package dev.fusesync.sync;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

import dev.fusesync.sync.SyncGate.Pass;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;
import org.springframework.stereotype.Component;

/**
 * The {@link SyncGate} in the routes: as a processor it holds a webhook back until the
 * gate lets it through, as a route policy it tells the gate how each call ended. A
 * webhook that waits while its route is stopped gets the variable {@code gate} "closed"
 * and is to be rolled back. After a call that left the gate parked, {@code gate} is
 * "parked".
 */
@Component
class ParkingGate extends RoutePolicySupport implements Processor {

	/** How long a stop of the route may go unnoticed by a waiting webhook. */
	private static final Duration GLANCE = Duration.ofMillis(200);

	private static final String PASS = "gate-pass";

	private final SyncGate gate;

	ParkingGate(ParkingSettings settings) {
		this.gate = new SyncGate(settings, Clock.systemUTC());
	}

	Optional<SyncGate.Parked> parked() {
		return this.gate.parked();
	}

	@Override
	public void process(Exchange exchange) throws InterruptedException {
		Pass pass = this.gate.await(GLANCE);
		while (pass == Pass.NONE && !RouteStop.isUnderWay(exchange)) {
			pass = this.gate.await(GLANCE);
		}
		exchange.setVariable(PASS, pass);
		exchange.setVariable("gate", (pass == Pass.NONE) ? "closed" : "open");
	}

	@Override
	public void onExchangeDone(Route route, Exchange exchange) {
		Pass pass = exchange.getVariable(PASS, Pass.class);
		if (pass == Pass.FREE || pass == Pass.PROBE) {
			this.gate.record(CallOutcome.of(exchange.getException(), exchange.getVariable("connection", String.class),
					exchange.getVariable("source", String.class)), pass);
			exchange.setVariable("gate", this.gate.isParked() ? "parked" : "open");
		}
	}

}
