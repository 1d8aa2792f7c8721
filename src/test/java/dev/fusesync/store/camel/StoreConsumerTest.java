package dev.fusesync.store.camel;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.fusesync.store.Queues;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.support.StoredWebhooks;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What becomes of webhooks by how their route ends, and by who stops it. */
@ExtendWith(OutputCaptureExtension.class)
@Tag("both-databases")
class StoreConsumerTest {

	private static final Duration PATIENCE = Duration.ofMinutes(1);

	private final DefaultCamelContext camel = new DefaultCamelContext();

	private final AtomicInteger begun = new AtomicInteger();

	private final CountDownLatch goOn = new CountDownLatch(1);

	private StoredWebhooks webhooks;

	@BeforeEach
	void open(@TempDir Path directory) throws SQLException {
		this.webhooks = new StoredWebhooks(directory);
		this.camel.addComponent("store", new StoreComponent(this.webhooks.store()));
		this.camel.getShutdownStrategy().setTimeout(PATIENCE.toSeconds());
	}

	@AfterEach
	void close() throws IOException {
		this.goOn.countDown();
		this.camel.close();
		this.webhooks.close();
	}

	@ParameterizedTest
	@EnumSource
	void isGivenBackWithADelay(BadEnd end, CapturedOutput output) throws Exception {
		StoredWebhook webhook = this.webhooks.add("a");
		start((exchange) -> {
			this.begun.incrementAndGet();
			end.process(exchange);
		}, end == BadEnd.HANDLED);
		await().atMost(PATIENCE).until(() -> row(webhook).giveBacks() == 1);
		assertThat(row(webhook).dueAt()).isGreaterThan(System.currentTimeMillis());
		assertThat(row(webhook).waitMs()).isEqualTo(5_000);
		assertThat(row(webhook).waitedMs()).as("is no wait that counts").isZero();
		assertThat(row(webhook).attempts()).isZero();
		assertThat(this.webhooks.count("waiting")).isOne();
		assertThat(this.webhooks.bodies()).isOne();
		await().during(Duration.ofSeconds(2)).atMost(PATIENCE).until(() -> this.begun.get() == 1);
		assertThat(output).contains("of connection a stays in the queue inbox and comes again in 5 s");
	}

	@Test
	void eachTimeItIsGivenBackItsDelayDoubles() throws Exception {
		StoredWebhook webhook = this.webhooks.add("a");
		this.webhooks.store().write((session) -> {
			try (var update = session.connection().createStatement()) {
				return update.executeUpdate("UPDATE webhook SET give_backs = 3");
			}
		});
		start(BadEnd.EXCEPTION, false);
		await().atMost(PATIENCE).until(() -> row(webhook).giveBacks() == 4);
		assertThat(row(webhook).waitMs()).isEqualTo(40_000);
	}

	@Test
	void isDoneAtAGoodEndWithoutAnOutcome() throws Exception {
		this.webhooks.add("a");
		start((exchange) -> {
		}, false);
		await().atMost(PATIENCE).until(() -> this.webhooks.count("delivered") == 1);
		assertThat(this.webhooks.bodies()).isZero();
	}

	@Test
	void staysDoneIfAStepAfterItsOutcomeFails(CapturedOutput output) throws Exception {
		this.webhooks.add("a");
		start((exchange) -> {
			this.begun.incrementAndGet();
			this.camel.createProducerTemplate().send("store?outcome=synced", exchange);
			throw new IllegalStateException("late");
		}, false);
		await().atMost(PATIENCE).until(() -> output.toString().contains("A step that followed the outcome"));
		assertThat(this.webhooks.count("synced")).isOne();
		assertThat(this.begun).hasValue(1);
	}

	@Test
	void claimsNothingWhileSuspendedAndFinishesWhatIsInWork() throws Exception {
		this.webhooks.add("a");
		start(waiting(), false);
		await().atMost(PATIENCE).until(() -> this.begun.get() == 1);
		Thread suspending = inBackground(() -> this.camel.getRouteController().suspendRoute("dispatch"));
		await().atMost(PATIENCE).until(() -> !consumer().isStarted());
		this.webhooks.add("b");
		this.webhooks.add("c");
		this.goOn.countDown();
		suspending.join();
		await().atMost(PATIENCE).until(() -> this.webhooks.count("delivered") == 1);
		await().during(Duration.ofSeconds(3)).atMost(PATIENCE).until(() -> this.begun.get() == 1);
		assertThat(this.webhooks.count("waiting")).isEqualTo(2);
		assertThat(consumer().getClaimed()).isZero();
		this.camel.getRouteController().resumeRoute("dispatch");
		await().atMost(PATIENCE).until(() -> this.webhooks.count("delivered") == 3);
	}

	@Test
	void finishesWhatIsInWorkWhenItStopsAndGoesOnWhenItStarts() throws Exception {
		this.webhooks.add("a");
		start(waiting(), false);
		await().atMost(PATIENCE).until(() -> this.begun.get() == 1);
		Thread stopping = inBackground(() -> this.camel.getRouteController().stopRoute("dispatch"));
		await().atMost(PATIENCE).until(() -> !consumer().isStarted());
		this.webhooks.add("b");
		assertThat(this.webhooks.count("delivered")).isZero();
		this.goOn.countDown();
		stopping.join();
		await().atMost(PATIENCE).until(() -> this.webhooks.count("delivered") == 1);
		assertThat(this.camel.getRouteController().getRouteStatus("dispatch").isStopped()).isTrue();
		assertThat(this.begun).hasValue(1);
		assertThat(this.webhooks.number("SELECT give_backs + unfinished FROM webhook WHERE state = 'waiting'"))
			.isZero();
		this.camel.getRouteController().startRoute("dispatch");
		await().atMost(PATIENCE).until(() -> this.webhooks.count("delivered") == 2);
	}

	@Test
	void oneBusyConnectionKeepsItsOrderAndHoldsUpNoOther() throws Exception {
		List<String> expected = new ArrayList<>();
		for (int i = 0; i < 500; i++) {
			expected.add(this.webhooks.add("busy").id());
		}
		for (int i = 0; i < 100; i++) {
			this.webhooks.add("other-" + i);
		}
		List<String> busy = Collections.synchronizedList(new ArrayList<>());
		Map<String, Integer> others = new ConcurrentHashMap<>();
		AtomicInteger atOnce = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		CountDownLatch allOthers = new CountDownLatch(100);
		start((exchange) -> {
			String connection = exchange.getVariable("connection", String.class);
			if (connection.equals("busy")) {
				most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
				assertThat(allOthers.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
				busy.add(exchange.getVariable("id", String.class));
				atOnce.decrementAndGet();
			}
			else {
				others.merge(connection, 1, Integer::sum);
				allOthers.countDown();
			}
		}, false);
		await().atMost(Duration.ofMinutes(2)).until(() -> this.webhooks.count("delivered") == 600);
		assertThat(busy).isEqualTo(expected);
		assertThat(most).hasValue(1);
		assertThat(others).hasSize(100).allSatisfy((connection, calls) -> assertThat(calls).isOne());
	}

	private Processor waiting() {
		return (exchange) -> {
			this.begun.incrementAndGet();
			this.goOn.await();
		};
	}

	private void start(Processor work, boolean handled) throws Exception {
		this.camel.addRoutes(new RouteBuilder() {
			@Override
			public void configure() {
				if (handled) {
					onException(Exception.class).handled(true).to("log:handled");
				}
				else {
					errorHandler(noErrorHandler());
				}
				from("store?queue=" + Queues.INBOX + "&workers=4&onePerConnection=true").routeId("dispatch")
					.process(work);
			}
		});
		this.camel.start();
	}

	private StoreConsumer consumer() {
		return (StoreConsumer) this.camel.getRoute("dispatch").getConsumer();
	}

	private StoredWebhook row(StoredWebhook webhook) {
		return StoredWebhooks.row(this.webhooks.store(), webhook.id());
	}

	private static Thread inBackground(Step step) {
		Thread thread = new Thread(() -> {
			try {
				step.run();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
		thread.start();
		return thread;
	}

	private interface Step {

		void run() throws Exception;

	}

	/** How a route can end without saying what became of its webhook. */
	enum BadEnd implements Processor {

		EXCEPTION, HANDLED, ROLLBACK;

		@Override
		public void process(Exchange exchange) {
			if (this == ROLLBACK) {
				exchange.setRollbackOnly(true);
			}
			else {
				throw new IllegalStateException("unexpected");
			}
		}

	}

}
