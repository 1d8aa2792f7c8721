package dev.fusesync.store.camel;

import dev.fusesync.store.Store;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.mockito.Mockito.mock;

/** A route with a mistake in a step of the store does not start, and hears why. */
class StoreEndpointTest {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "store?queue=outbox | The store has no queue outbox; it has inbox and other-events",
					"store?queue=Inbox | The store has no queue Inbox", "store?queue= | The store has no queue",
					"store?outcome=done | The store has no outcome done; it has synced, retry, dead-letter",
					"store?outcome=Synced | The store has no outcome Synced",
					"store?queue=inbox&outcome=synced | either the parameter queue or the parameter outcome",
					"store | either the parameter queue or the parameter outcome",
					"store:inbox | The store takes no path but parameters",
					"store:inbox?queue=inbox | The store takes no path but parameters",
					"store?queue=inbox&workers=0 | The store takes 1 to 1000 workers",
					"store?queue=inbox&workers=1001 | The store takes 1 to 1000 workers",
					"store?queue=inbox&maxRate=-1 | The store takes a maxRate of 0.01 to 10000 webhooks a second",
					"store?queue=inbox&maxRate=0.009 | The store takes a maxRate of 0.01 to 10000",
					"store?queue=inbox&maxRate=10001 | The store takes a maxRate of 0.01 to 10000",
					"store?queue=inbox&maxRate=NaN | The store takes a maxRate of 0.01 to 10000",
					"store?queue=inbox&maxRate=Infinity | The store takes a maxRate of 0.01 to 10000",
					"store?queue=inbox&maxRate=fast | fast", "store?queue=inbox&wokers=4 | wokers",
					"store?queue=inbox&workers=many | many" })
	void aMistakeStopsTheStart(String uri, String reason) throws Exception {
		try (DefaultCamelContext camel = camel()) {
			camel.addRoutes(to(uri));
			assertThatThrownBy(camel::start).hasStackTraceContaining(reason);
		}
	}

	@Test
	void nothingIsTakenFromAnOutcome() throws Exception {
		try (DefaultCamelContext camel = camel()) {
			camel.addRoutes(new RouteBuilder() {
				@Override
				public void configure() {
					from("store?outcome=synced").to("log:never");
				}
			});
			assertThatThrownBy(camel::start)
				.hasStackTraceContaining("A route takes webhooks from a queue of the store, not from an outcome");
		}
	}

	@ParameterizedTest
	@CsvSource({ "store?queue=inbox", "store?queue=inbox&maxRate=0", "store?queue=inbox&maxRate=0.5",
			"store?queue=inbox&maxRate=", "store?queue=other-events", "store?outcome=synced", "store?outcome=retry",
			"store?outcome=dead-letter", "store:?queue=inbox" })
	void whatTheRoutesUseStarts(String uri) throws Exception {
		try (DefaultCamelContext camel = camel()) {
			camel.addRoutes(to(uri));
			assertThatNoException().isThrownBy(camel::start);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "store?queue=inbox | Only a webhook that was received can be stored",
			"store?outcome=synced | An outcome is for a webhook that was taken from the store" })
	void whatIsNoWebhookIsRefused(String uri, String reason) throws Exception {
		try (DefaultCamelContext camel = camel()) {
			camel.addRoutes(to(uri));
			camel.start();
			ProducerTemplate template = camel.createProducerTemplate();
			assertThatThrownBy(() -> template.sendBody("direct:in", "{}")).hasStackTraceContaining(reason);
		}
	}

	private static RouteBuilder to(String uri) {
		return new RouteBuilder() {
			@Override
			public void configure() {
				from("direct:in").to(uri);
			}
		};
	}

	private static DefaultCamelContext camel() {
		DefaultCamelContext camel = new DefaultCamelContext();
		camel.addComponent("store", new StoreComponent(mock(Store.class)));
		return camel;
	}

}
