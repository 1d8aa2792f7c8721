package dev.fusesync.examples;

import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import static org.awaitility.Awaitility.await;

/** The shortest test of a route; the page testing.md shows it. */
class OwnRouteTest extends ShippedRoutes {

	private static final String MOCK = "mock:notice?retainLast=100";

	@Autowired
	private CamelContext camel;

	@Test
	void theNoticeKnowsTheConnection() throws Exception {
		AdviceWith.adviceWith(this.camel, "after-sync",
				(route) -> route.weaveById("log-after-sync").replace().to(MOCK).id("log-after-sync"));
		String connection = Webhooks.newConnection();
		send(Webhooks.syncData(connection));
		MockEndpoint notice = this.camel.getEndpoint(MOCK, MockEndpoint.class);
		await().until(() -> notice.getReceivedExchanges()
			.stream()
			.anyMatch((exchange) -> connection.equals(exchange.getVariable("connection"))));
	}

}
