package dev.fusesync.sync.retry;

import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Queues;
import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.StoredRow;
import dev.fusesync.support.StoredWebhooks;
import dev.fusesync.support.Webhooks;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** How webhooks wait for their next attempt: in the table, and for how long. */
class RetryTest extends ShippedRoutes {

	private final String connection = Webhooks.newConnection();

	private final Webhooks webhook = Webhooks.syncData(this.connection);

	@Test
	void aWaitOutlivesItsRouteAndCallsNobodyMeanwhile(@Autowired CamelContext camel) throws Exception {
		answer(aResponse().withStatus(503).withHeader("Retry-After", "3600"));
		send(this.webhook);
		await().until(() -> row().attempts() == 1);
		StoredRow waits = row();
		assertThat(waits.state()).isEqualTo("waiting");
		assertThat(waits.body()).isEqualTo(this.webhook.body());
		assertThat(waits.signature()).isEqualTo(this.webhook.signature());
		assertThat(waits.status()).isEqualTo(503);
		assertThat(waits.reason()).isEqualTo("Fuse answered 503.");
		fuseSyncs();
		camel.getRouteController().stopRoute("dispatch");
		camel.getRouteController().startRoute("dispatch");
		await().during(Duration.ofSeconds(2)).until(() -> calls(this.connection).isEmpty());
		assertThat(row().dueAt()).isEqualTo(waits.dueAt());
		makeDue();
		await().until(() -> row().state().equals("synced"));
		assertThat(calls(this.connection)).singleElement().satisfies((call) -> {
			assertThat(call.getBody()).isEqualTo(this.webhook.body());
			assertThat(call.getHeader("fuse-verification")).isEqualTo(this.webhook.signature());
		});
		assertThat(row().attempts()).isEqualTo(2);
		assertThat(row().body()).as("is gone once it is synced").isNull();
	}

	@Test
	void whatTheEndpointAsksForIsAMinimum() {
		answer(aResponse().withStatus(503).withHeader("Retry-After", "600"));
		Instant before = Instant.now();
		send(this.webhook);
		await().until(() -> row().attempts() == 1);
		assertThat(due()).isBetween(before.plusSeconds(600), Instant.now().plusSeconds(660));
		assertThat(row().retries()).as("is no step of the schedule").isZero();
	}

	@Test
	void whatTheEndpointAsksForIsBounded() {
		answer(aResponse().withStatus(503).withHeader("Retry-After", "99999999"));
		Instant before = Instant.now();
		send(this.webhook);
		await().until(() -> row().attempts() == 1);
		assertThat(due()).isBetween(before.plus(Duration.ofHours(1)), Instant.now().plus(Duration.ofMinutes(66)));
	}

	@Test
	void waitsCountWhileTheBreakerIsClosed() {
		answer(aResponse().withStatus(500));
		send(this.webhook);
		await().until(() -> row().retries() >= 2);
		assertThat(row().waitedMs()).isGreaterThanOrEqualTo(2 * 240);
		fuseSyncs();
		await().until(() -> row().state().equals("synced"));
	}

	@Test
	void waitsDoNotCountWhileTheBreakerIsNotClosed() {
		answer(aResponse().withStatus(401).withBody("{\"code\":\"unauthorized\",\"type\":\"auth_error\"}"));
		send(this.webhook);
		await().until(() -> row().retries() >= 2);
		assertThat(row().waitedMs()).isZero();
		fuseSyncs();
		await().until(() -> row().state().equals("synced"));
		assertThat(row().waitedMs()).isZero();
	}

	@Test
	void nothingBecomesTooOldWhileTheBreakerIsNotClosed() {
		answer(aResponse().withStatus(401).withBody("{\"code\":\"unauthorized\",\"type\":\"auth_error\"}"));
		storeOld();
		await().until(() -> row().attempts() >= 2);
		assertThat(row().state()).isEqualTo("waiting");
		fuseSyncs();
		await().until(() -> row().state().equals("synced"));
	}

	@Test
	void theLastWaitIsNoLongerThanWhatIsLeft() {
		answer(aResponse().withStatus(503).withHeader("Retry-After", "3600"));
		storeOld(Duration.ofHours(72).minusSeconds(2));
		await().until(() -> row().state().equals("dead-lettered"));
		assertThat(calls(this.connection)).as("one last attempt at the end").hasSize(2);
		assertThat(row().attempts()).isEqualTo(2);
		assertThat(row().waitedMs()).isEqualTo(Duration.ofHours(72).toMillis());
		assertThat(row().failureClass()).isEqualTo("transient");
		assertThat(row().status()).isEqualTo(503);
	}

	private void storeOld() {
		storeOld(Duration.ofHours(73));
	}

	private void storeOld(Duration waited) {
		NewWebhook old = new NewWebhook(StoredWebhooks.webhook(this.connection, "plaid", Instant.now()), Queues.INBOX,
				this.webhook.signature(), this.webhook.body());
		this.store.write((session) -> {
			long seq = session.insert(old, null, System.currentTimeMillis()).seq();
			return update(session.connection().prepareStatement("UPDATE webhook SET waited_ms = ? WHERE seq = ?"),
					waited.toMillis(), seq);
		});
	}

	/** As somebody would who wants it attempted now. */
	private void makeDue() {
		this.store.write((session) -> update(
				session.connection().prepareStatement("UPDATE webhook SET due_at = ? WHERE seq = ?"),
				System.currentTimeMillis(), row().seq()));
	}

	private static int update(PreparedStatement update, long value, long seq) throws java.sql.SQLException {
		try (update) {
			update.setLong(1, value);
			update.setLong(2, seq);
			return update.executeUpdate();
		}
	}

	private StoredRow row() {
		await().until(() -> !stored(this.connection).isEmpty());
		return stored(this.connection).get(0);
	}

	private Instant due() {
		return Instant.ofEpochMilli(row().dueAt());
	}

	private void answer(ResponseDefinitionBuilder answer) {
		FUSE.stubFor(post(SYNC_PATH).withRequestBody(containing(this.connection)).willReturn(answer));
	}

}
