package dev.fusesync.sync;

import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.AdviceWith;
import org.apache.camel.builder.AdviceWithRouteBuilder;
import org.junit.jupiter.api.AfterEach;
import org.springframework.beans.factory.annotation.Autowired;

/**
 * The shipped routes with one step {@code own-step} of a user, taken back after each
 * test.
 */
abstract class AdvisedRoutes extends ShippedRoutes {

	@Autowired
	CamelContext camel;

	final String connection = Webhooks.newConnection();

	private String advised;

	@AfterEach
	void takeTheStepBack() throws Exception {
		if (this.advised != null) {
			AdviceWith.adviceWith(this.camel, this.advised, (route) -> route.weaveById("own-step").remove());
		}
	}

	void advise(String route, Advice advice) throws Exception {
		AdviceWith.adviceWith(this.camel, route, advice::apply);
		this.advised = route;
	}

	interface Advice {

		void apply(AdviceWithRouteBuilder route) throws Exception;

	}

}
