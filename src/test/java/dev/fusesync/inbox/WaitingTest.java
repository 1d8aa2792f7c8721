package dev.fusesync.inbox;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.stubbing.Scenario;
import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.Queue;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Where webhooks wait once the room in memory is taken. */
class WaitingTest extends ShippedRoutes {

	private final String connection = Webhooks.newConnection();

	private final Webhooks webhook = Webhooks.syncData(this.connection);

	@Autowired
	private EmbeddedActiveMQ broker;

	@Autowired
	private CamelContext camel;

	@BeforeEach
	void takeAllRoom() {
		await().until(() -> queue("waiting").getMessageCount() == 0);
		for (int i = 0; i < MOST_WAITING; i++) {
			this.jms.send("waiting", (session) -> {
				BytesMessage waitsLong = session.createBytesMessage();
				waitsLong.setLongProperty("_AMQ_SCHED_DELIVERY", System.currentTimeMillis() + 3_600_000);
				return waitsLong;
			});
		}
	}

	@AfterEach
	void freeTheRoom() throws Exception {
		queue("waiting").deleteMatchingReferences(null);
	}

	@Test
	void waitsOnDiskAndComesWhenItIsDue() {
		answerOnce(aResponse().withStatus(500));
		send(this.webhook);
		await().until(() -> queue("waiting-overflow").getMessageCount() == 1);
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(2));
		assertThat(calls(this.connection)).allSatisfy((call) -> {
			assertThat(call.getBody()).isEqualTo(this.webhook.body());
			assertThat(call.getHeader("fuse-verification")).isEqualTo(this.webhook.signature());
		});
		await().until(() -> queue("waiting-overflow").getMessageCount() == 0);
		assertThat(queue("waiting").getMessageCount()).isEqualTo(MOST_WAITING);
	}

	@Test
	void movesToMemoryOnceThereIsRoom() throws Exception {
		answerOnce(aResponse().withStatus(503).withHeader("Retry-After", "3600"));
		send(this.webhook);
		await().until(() -> queue("waiting-overflow").getMessageCount() == 1);
		freeTheRoom();
		await().until(() -> queue("waiting-overflow").getMessageCount() == 0);
		await().until(() -> queue("waiting").getScheduledCount() == 1);
		assertThat(calls(this.connection)).hasSize(1);
	}

	@Test
	void aStopOfItsRouteLeavesItOnDisk() throws Exception {
		answerOnce(aResponse().withStatus(503).withHeader("Retry-After", "3600"));
		send(this.webhook);
		await().until(() -> queue("waiting-overflow").getMessageCount() == 1);
		this.camel.getRouteController().stopRoute("overflow");
		try {
			assertThat(queue("waiting-overflow").getMessageCount()).isEqualTo(1);
			assertThat(queue("waiting").getMessageCount()).isEqualTo(MOST_WAITING);
		}
		finally {
			this.camel.getRouteController().startRoute("overflow");
		}
		freeTheRoom();
		await().until(() -> queue("waiting").getScheduledCount() == 1);
	}

	@Test
	void comesBackToTheQueueThatItWaitsFor() throws JMSException {
		this.jms.send("waiting-overflow", (session) -> {
			BytesMessage due = session.createBytesMessage();
			due.setStringProperty("webhook_HYPHEN_queue", "dead-letter");
			due.setStringProperty("webhook_HYPHEN_connection", this.connection);
			due.setLongProperty("webhook_HYPHEN_due", System.currentTimeMillis() + 1_000);
			return due;
		});
		await().untilAsserted(() -> assertThat(deadLetters(this.connection)).hasSize(1));
		BytesMessage back = deadLetters(this.connection).get(0);
		assertThat(back.propertyExists("webhook_HYPHEN_due")).isFalse();
		assertThat(back.propertyExists("webhook_HYPHEN_queue")).isFalse();
		assertThat(back.propertyExists("_AMQ_SCHED_DELIVERY")).isFalse();
	}

	/** Then Fuse syncs again. */
	private void answerOnce(ResponseDefinitionBuilder answer) {
		FUSE.stubFor(post(SYNC_PATH).withRequestBody(containing(this.connection))
			.inScenario(this.connection)
			.whenScenarioStateIs(Scenario.STARTED)
			.willReturn(answer)
			.willSetStateTo("failed"));
	}

	private Queue queue(String name) {
		return this.broker.getActiveMQServer().locateQueue(SimpleString.of(name));
	}

}
