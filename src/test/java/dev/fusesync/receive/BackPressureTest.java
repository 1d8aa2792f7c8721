package dev.fusesync.receive;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;

import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.Queues;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.StoredWebhooks;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalManagementPort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What senders are told while no webhook can be stored. */
@ExtendWith(OutputCaptureExtension.class)
class BackPressureTest extends ShippedRoutes {

	/** More than receive has threads. */
	private static final int MANY = 80;

	@Autowired
	private StoreCondition condition;

	@LocalManagementPort
	private int managementPort;

	@Test
	void answers503WhileTheBacklogIsOverItsLimitAndHealsByItself(CapturedOutput output) {
		String tooMany = Webhooks.newConnection();
		List<StoredWebhook> backlog = storeBacklog();
		try {
			assertRefused(send(Webhooks.syncData(tooMany)));
			assertRefused(send(Webhooks.ofType("other", tooMany)));
			assertThat(health("/readiness")).isEqualTo(503);
			assertThat(health("/liveness")).isEqualTo(200);
			assertThat(this.condition.present().get("store").text()).isEqualTo(
					"Webhooks are answered with 503: More webhooks wait to be synced than fuse.store.max-backlog.");
		}
		finally {
			finish(backlog);
		}
		await().until(() -> send(Webhooks.ofType("other", "fits-again")).statusCode() == 200);
		assertThat(health("/readiness")).isEqualTo(200);
		assertThat(this.condition.present()).isEmpty();
		assertThat(stored(tooMany)).isEmpty();
		assertThat(output)
			.containsOnlyOnce(
					"answered with 503 from now on: More webhooks wait to be synced than fuse.store.max-backlog")
			.containsOnlyOnce("Webhooks are accepted again")
			.doesNotContain("Could not store a webhook", "Rejected a webhook with 503");
	}

	@Test
	void answers503WhileTheDatabaseHangsHoweverManySend(CapturedOutput output) throws Exception {
		CountDownLatch hangs = new CountDownLatch(1);
		CountDownLatch release = new CountDownLatch(1);
		CompletableFuture<Boolean> hanging = CompletableFuture.supplyAsync(() -> this.store.write((session) -> {
			hangs.countDown();
			return awaitUninterrupted(release);
		}));
		List<String> refused = IntStream.range(0, MANY).mapToObj((i) -> Webhooks.newConnection()).toList();
		try {
			hangs.await();
			List<CompletableFuture<HttpResponse<String>>> answers = refused.stream()
				.map((connection) -> sendAsync(Webhooks.syncData(connection)))
				.toList();
			// All are answered while it hangs.
			assertThat(answers).allSatisfy((answer) -> assertRefused(answer.join()));
			await().until(() -> health("/readiness") == 503);
			assertThat(health("/liveness")).isEqualTo(200);
		}
		finally {
			release.countDown();
		}
		assertThat(hanging.get()).isTrue();
		assertThat(refused).as("was cancelled before the database took it")
			.allSatisfy((connection) -> assertThat(stored(connection)).isEmpty());
		await().until(() -> send(Webhooks.syncData(refused.get(0))).statusCode() == 200);
		refused.forEach((connection) -> assertThat(send(Webhooks.syncData(connection)).statusCode()).isEqualTo(200));
		await().until(() -> health("/readiness") == 200);
		await().untilAsserted(
				() -> assertThat(refused).allSatisfy((connection) -> assertThat(calls(connection)).isNotEmpty()));
		assertThat(output).doesNotContain("Could not store a webhook");
	}

	/** As many as may wait, none of which is due soon. */
	private List<StoredWebhook> storeBacklog() {
		long inAnHour = System.currentTimeMillis() + Duration.ofHours(1).toMillis();
		return this.store.write((session) -> {
			List<StoredWebhook> rows = new ArrayList<>();
			for (int i = 0; i < MAX_BACKLOG; i++) {
				rows.add(session.insert(new NewWebhook(StoredWebhooks.webhook("waits-long", "plaid", Instant.now()),
						Queues.INBOX, "signature", StoredWebhooks.body("waits-long")), null, inAnHour));
			}
			return rows;
		});
	}

	private void finish(List<StoredWebhook> rows) {
		this.store.write((session) -> {
			for (StoredWebhook row : rows) {
				session.settle(row, new Outcome.Finished(Outcome.DELIVERED, null), System.currentTimeMillis(),
						(written) -> {
						});
			}
			return null;
		});
	}

	private static boolean awaitUninterrupted(CountDownLatch latch) {
		try {
			latch.await();
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	private CompletableFuture<HttpResponse<String>> sendAsync(Webhooks webhook) {
		HttpRequest request = request().header("fuse-verification", webhook.signature())
			.POST(HttpRequest.BodyPublishers.ofByteArray(webhook.body()))
			.build();
		return CLIENT.sendAsync(request, HttpResponse.BodyHandlers.ofString());
	}

	private static void assertRefused(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).isEqualTo(503);
		assertThat(answer.headers().firstValue("Retry-After")).hasValue("5");
		assertThat(answer.body()).startsWith("{\"message\":");
	}

	private int health(String group) {
		return send(HttpRequest
			.newBuilder(URI.create("http://localhost:" + this.managementPort + "/actuator/health" + group))
			.build()).statusCode();
	}

}
