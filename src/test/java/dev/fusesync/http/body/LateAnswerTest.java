package dev.fusesync.http.body;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.spi.CamelEvent;
import org.apache.camel.spi.CamelEvent.ExchangeCompletedEvent;
import org.apache.camel.spi.CamelEvent.ExchangeCreatedEvent;
import org.apache.camel.spi.CamelEvent.ExchangeSendingEvent;
import org.apache.camel.spi.CamelEvent.ExchangeEvent;
import org.apache.camel.support.EventNotifierSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What becomes of a webhook whose route takes longer than the sender is let wait, which
 * is {@code spring.mvc.async.request-timeout}.
 */
@ExtendWith(OutputCaptureExtension.class)
class LateAnswerTest extends ShippedRoutes {

	@Autowired
	private CamelContext camel;

	private final String connection = Webhooks.newConnection();

	private final Webhooks webhook = Webhooks.syncData(this.connection);

	private HeldExchange held;

	private void hold(Class<? extends ExchangeEvent> where) {
		this.held = new HeldExchange(where);
		this.held.start();
		this.camel.getManagementStrategy().addEventNotifier(this.held);
	}

	@AfterEach
	void release() {
		this.held.release.countDown();
		this.camel.getManagementStrategy().removeEventNotifier(this.held);
	}

	/** Its route is held before its first step, or where it stores the webhook. */
	@ParameterizedTest
	@ValueSource(classes = { ExchangeCreatedEvent.class, ExchangeSendingEvent.class })
	void isA503AndNothingMore(Class<? extends ExchangeEvent> where, CapturedOutput output) throws Exception {
		hold(where);
		try (RawConnection sender = new RawConnection(this.port)) {
			String refusal = sender.send(post(this.webhook)).awaitEnd();
			assertThat(RawConnection.statuses(refusal)).containsExactly(503);
			assertThat(refusal)
				.contains("Retry-After: 5\r\n", "Content-Type: application/json\r\n", "Connection: close")
				.endsWith("\"}")
				.doesNotContain("X-Webhook-Id");
		}
		assertThat(this.held.release.getCount()).as("the route is still at work").isEqualTo(1);

		this.held.release.countDown();
		assertThat(this.held.completed.await(1, TimeUnit.MINUTES)).isTrue();
		assertThat(stored(this.connection)).as("its sender was told to come again, so it is not stored").isEmpty();
		// Tomcat uses the request again for others: none of them may get the late answer.
		for (int i = 0; i < 20; i++) {
			assertThat(send(Webhooks.ofType("other", Webhooks.newConnection())).statusCode()).isEqualTo(200);
		}
		// That Tomcat does not take the late answer any more is a warning of Camel's.
		assertThat(output).doesNotContain(" ERROR ");
	}

	private static String post(Webhooks sent) {
		return "POST /webhook HTTP/1.1\r\nHost: localhost\r\nfuse-verification: " + sent.signature()
				+ "\r\nContent-Length: " + sent.body().length + "\r\n\r\n"
				+ new String(sent.body(), StandardCharsets.ISO_8859_1);
	}

	/** Stops the first webhook at an event of its route, until it is released. */
	private static final class HeldExchange extends EventNotifierSupport {

		private final CountDownLatch release = new CountDownLatch(1);

		private final CountDownLatch completed = new CountDownLatch(1);

		private final Class<? extends ExchangeEvent> where;

		private volatile String id;

		HeldExchange(Class<? extends ExchangeEvent> where) {
			this.where = where;
		}

		@Override
		public void notify(CamelEvent event) throws InterruptedException {
			ExchangeEvent about = (ExchangeEvent) event;
			if (this.where.isInstance(event) && this.id == null
					&& about.getExchange().getFromEndpoint() instanceof PlatformHttpEndpoint) {
				this.id = about.getExchange().getExchangeId();
				this.release.await();
			}
			else if (event instanceof ExchangeCompletedEvent && about.getExchange().getExchangeId().equals(this.id)) {
				this.completed.countDown();
			}
		}

		@Override
		public boolean isEnabled(CamelEvent event) {
			return this.where.isInstance(event) || event instanceof ExchangeCompletedEvent;
		}

	}

}
