package dev.fusesync.inbox;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import jakarta.jms.BytesMessage;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerPlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
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

	@LocalManagementPort
	private int managementPort;

	@Autowired
	private EmbeddedActiveMQ broker;

	@Test
	void answers503WhileTheBacklogIsOverItsLimitAndHealsByItself(CapturedOutput output) throws Exception {
		ActiveMQServer server = this.broker.getActiveMQServer();
		for (int i = 0; i < MAX_BACKLOG; i++) {
			this.jms.send("waiting", (session) -> {
				BytesMessage waitsLong = session.createBytesMessage();
				waitsLong.setLongProperty("_AMQ_SCHED_DELIVERY", System.currentTimeMillis() + 3_600_000);
				return waitsLong;
			});
		}
		assertRefused(send(Webhooks.ofType("other", "one-too-many")));
		assertRefused(send(Webhooks.ofType("other", "two-too-many")));
		assertThat(health("/readiness")).isEqualTo(503);
		assertThat(health("/liveness")).isEqualTo(200);
		server.locateQueue(SimpleString.of("waiting")).deleteMatchingReferences(null);
		await().until(() -> send(Webhooks.ofType("other", "fits-again")).statusCode() == 200);
		assertThat(health("/readiness")).isEqualTo(200);
		assertThat(output).containsOnlyOnce("answered with 503 from now on: The backlog is longer")
			.containsOnlyOnce("Webhooks are accepted again")
			.doesNotContain("Rejected a webhook with 503");
	}

	@Test
	void answers503WhileTheBrokerHangsHoweverManySend() {
		HangingBroker hanging = new HangingBroker();
		this.broker.getActiveMQServer().registerBrokerPlugin(hanging);
		try {
			List<CompletableFuture<HttpResponse<String>>> answers = Stream
				.generate(() -> sendAsync(Webhooks.ofType("other", "hangs")))
				.limit(MANY)
				.toList();
			assertThat(answers).allSatisfy((answer) -> assertRefused(answer.join()));
		}
		finally {
			hanging.release.countDown();
			this.broker.getActiveMQServer().unRegisterBrokerPlugin(hanging);
		}
		await().until(() -> send(Webhooks.ofType("other", "answers-again")).statusCode() == 200);
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

	/** Takes messages and answers nothing until it is released. */
	private static final class HangingBroker implements ActiveMQServerPlugin {

		private final CountDownLatch release = new CountDownLatch(1);

		@Override
		public void beforeSend(ServerSession session, Transaction tx, Message message, boolean direct,
				boolean noAutoCreateQueue) {
			try {
				this.release.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
