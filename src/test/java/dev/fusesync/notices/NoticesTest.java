package dev.fusesync.notices;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

import dev.fusesync.overview.cluster.InstanceReport;
import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.AdviceWith;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalManagementPort;

import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the route after-transition gets while the program runs. */
@ExtendWith(OutputCaptureExtension.class)
class NoticesTest extends ShippedRoutes {

	private static final String ROUTE = "after-transition";

	private static final String STEP = "note-transition";

	private final List<String> told = new CopyOnWriteArrayList<>();

	@Autowired
	private CamelContext camel;

	@Autowired
	private Notices notices;

	@Autowired
	private List<Condition> conditions;

	@Autowired
	private InstanceReport instance;

	@LocalManagementPort
	private int managementPort;

	private boolean failing;

	private CountDownLatch hanging = new CountDownLatch(0);

	/** Has told nothing of what other tests of this program have stopped and opened. */
	private Transitions fresh;

	private Duration ahead = Duration.ZERO;

	@BeforeEach
	void listen() throws Exception {
		this.fresh = new Transitions(this.conditions.stream()
			.filter((one) -> Set.of("breaker", "route-stopped").contains(one.kind()))
			.toList(), this.store, this.notices, this.instance);
		AdviceWith.adviceWith(this.camel, ROUTE,
				(route) -> route.weaveById("log-after-transition").after().process(this::note).id(STEP));
	}

	@AfterEach
	void stopListening() throws Exception {
		this.camel.getRouteController().startRoute("dispatch");
		AdviceWith.adviceWith(this.camel, ROUTE, (route) -> route.weaveById(STEP).remove());
	}

	private void note(Exchange exchange) throws InterruptedException {
		this.hanging.await();
		if (this.failing) {
			throw new IllegalStateException("never-show-this");
		}
		this.told.add(exchange.getVariable("kind") + " " + exchange.getVariable("subject") + " "
				+ exchange.getVariable("state") + " " + exchange.getVariable("count") + " "
				+ exchange.getVariable("instance", String.class).replaceFirst(".*:", ":") + ": "
				+ exchange.getMessage().getBody());
		assertThat(exchange.getVariable("since", Instant.class)).isBeforeOrEqualTo(Instant.now());
	}

	/** Looks in the future, so that no test waits for it. */
	private void look(long seconds) {
		this.ahead = this.ahead.plusSeconds(seconds);
		this.fresh.look(Instant.now(), System.nanoTime() + this.ahead.toNanos());
	}

	@Test
	void tellsThatARouteStopsAndRuns() throws Exception {
		this.camel.getRouteController().stopRoute("dispatch");
		String where = " 0 :" + this.managementPort + ": ";
		await().untilAsserted(() -> {
			look(2);
			assertThat(this.told).contains("route-stopped dispatch began" + where
					+ "Nothing is synced: The route dispatch is stopped. Start it, in Hawtio for example.");
		});
		this.camel.getRouteController().startRoute("dispatch");
		await().untilAsserted(() -> {
			look(30);
			assertThat(this.told).contains("route-stopped dispatch ended" + where + "All routes that sync run again.");
		});
	}

	@Test
	void tellsThatTheBreakerOpensAndCloses() {
		FUSE.stubFor(post(SYNC_PATH).willReturn(jsonResponse("{\"code\":\"invalid_headers\"}", 401)));
		send(Webhooks.syncData(Webhooks.newConnection()));
		await().untilAsserted(() -> {
			look(2);
			assertThat(this.told).anyMatch((notice) -> notice.startsWith("breaker refused began") && notice
				.endsWith("Fuse answered 401 with invalid_headers. Correct FUSE_API_KEY, FUSE_CLIENT_ID or "
						+ "FUSE_BASE_PATH."));
		});
		FUSE.stubFor(post(SYNC_PATH).willReturn(okJson(SYNCED)));
		await().untilAsserted(() -> {
			look(30);
			assertThat(this.told).anyMatch((notice) -> notice.startsWith("breaker refused ended"));
		});
	}

	/** By what the program has and does itself. */
	@Test
	void tellsTheFirstDeadLetterOfACause() {
		FUSE.stubFor(post(SYNC_PATH).willReturn(jsonResponse("{\"code\":\"first_of_a_cause\"}", 422)));
		send(Webhooks.syncData(Webhooks.newConnection()));
		await().untilAsserted(
				() -> assertThat(this.told).anyMatch((notice) -> notice.matches("dead-letters [\\w-]{43} began 1 :.*")
						&& notice.endsWith(": Dead letters of class message, code first_of_a_cause, aggregator plaid: "
								+ "Fuse answered 422 with first_of_a_cause.")));
	}

	@Test
	void aFailingNoticeIsLoggedWithoutItsReason(CapturedOutput output) {
		this.failing = true;
		this.notices.send(new Notice("fake", "a", "began", "Text.", Instant.now(), 0, "web:1"));
		await().untilAsserted(() -> assertThat(output).contains(
				"The notice about fake (began) failed and is not repeated: An unexpected IllegalStateException stopped it."));
		assertThat(output).doesNotContain("never-show-this");
	}

	@Test
	void noticesThatHangHoldNothingUp(CapturedOutput output) throws Exception {
		this.hanging = new CountDownLatch(1);
		try {
			for (int i = 0; i < 1_010; i++) {
				this.notices.send(new Notice("fake", "b", "began", "Text " + i + ".", Instant.now(), 3, "web:1"));
			}
			assertThat(this.told).isEmpty();
			assertThat(output).contains("The notice about fake (b, began) was left out, since too many wait");
			send(Webhooks.syncData(Webhooks.newConnection()));
		}
		finally {
			this.hanging.countDown();
		}
		await().untilAsserted(() -> assertThat(this.told).contains("fake b began 3 :1: Text 900."));
	}

}
