package dev.fusesync.deadletters;

import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import jakarta.jms.BytesMessage;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.paging.PagingManager;
import org.apache.activemq.artemis.core.paging.PagingStore;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A queue that is longer than memory may hold any number of webhooks. The broker keeps in
 * memory each transaction that sent to such a queue, for as long as its messages lie
 * there.
 */
class PagedDeadLettersTest extends ShippedRoutes {

	private final String connection = Webhooks.newConnection();

	@Autowired
	private EmbeddedActiveMQ broker;

	private PagingManager paging;

	private PagingStore deadLetters;

	@BeforeEach
	void pageDeadLetters() throws Exception {
		this.paging = this.broker.getActiveMQServer().getPagingManager();
		this.deadLetters = this.paging.getPageStore(SimpleString.of("dead-letter"));
		// Other tests page as well, and the broker forgets their transactions some time
		// later.
		await().until(() -> this.paging.getTransactions().isEmpty());
		this.deadLetters.startPaging();
	}

	@AfterEach
	void takeThemOff() throws Exception {
		this.broker.getActiveMQServer().locateQueue(SimpleString.of("dead-letter")).deleteMatchingReferences(null);
		await().until(() -> !this.deadLetters.isPaging());
	}

	@Test
	void aDeadLetterTakesNoMemory() {
		FUSE.stubFor(
				post(SYNC_PATH).withRequestBody(containing(this.connection)).willReturn(aResponse().withStatus(400)));
		send(Webhooks.syncData(this.connection));
		assertNothingIsRemembered();
	}

	@Test
	void aWebhookThatComesBackToALongQueueTakesNoMemory() {
		this.jms.send("waiting", (session) -> {
			BytesMessage due = session.createBytesMessage();
			due.setStringProperty("webhook_HYPHEN_queue", "dead-letter");
			due.setStringProperty("webhook_HYPHEN_connection", this.connection);
			return due;
		});
		assertNothingIsRemembered();
	}

	private void assertNothingIsRemembered() {
		await().untilAsserted(() -> assertThat(deadLetters(this.connection)).hasSize(1));
		assertThat(this.deadLetters.isPaging()).isTrue();
		assertThat(this.paging.getTransactions()).isEmpty();
	}

}
