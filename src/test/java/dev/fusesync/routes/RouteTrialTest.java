package dev.fusesync.routes;

import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** A trial of routes while the same routes run. */
class RouteTrialTest extends ShippedRoutes {

	@Autowired
	private RouteTrial trial;

	@Autowired
	private CamelContext camel;

	@Test
	void disturbsNoRouteThatRuns() {
		assertThat(this.trial.ofAll()).isEmpty();
		assertThat(this.camel.getComponent("store").getCamelContext()).isSameAs(this.camel);
		String connection = Webhooks.newConnection();
		assertThat(send(Webhooks.syncData(connection)).statusCode()).isEqualTo(200);
		await().untilAsserted(() -> assertThat(calls(connection)).hasSize(1));
	}

}
