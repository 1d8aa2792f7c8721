package dev.fusesync.packaged.drills;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.sun.net.httpserver.HttpServer;
import dev.fusesync.packaged.Database;
import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Webhooks that could hold up others, and do not. */
@Tag("drill")
class CrowdIT {

	private static final Logger LOG = LoggerFactory.getLogger(CrowdIT.class);

	private static final Duration LONG = Duration.ofMinutes(5);

	private static final int CROWD = Integer.getInteger("fuse-sync.crowd", 10_000);

	private static final int OTHERS = 1_000;

	private static final int SENDERS = 8;

	/** As many as are synced side by side. */
	private static final int WORKERS = 64;

	@TempDir
	Path directory;

	@Test
	void aConnectionWithACrowdOfWebhooksHoldsUpNoOther() throws Exception {
		CountDownLatch othersAreDone = new CountDownLatch(1);
		try (FuseStandIn fuse = new FuseStandIn(); PackagedProgram program = program(fuse.basePath())) {
			fuse.answer = (connection) -> {
				if (connection.equals("crowd")) {
					othersAreDone.await(50, TimeUnit.MILLISECONDS);
				}
				return 200;
			};
			start(program);
			List<Webhooks> crowd = webhooks(CROWD, "crowd");
			send(program, crowd);
			send(program, webhooks(OTHERS, null));
			await().atMost(LONG).until(() -> fuse.synced.size() - of(fuse, "crowd") == OTHERS);
			int done = of(fuse, "crowd");
			assertThat(done).isLessThan(CROWD);
			othersAreDone.countDown();
			await().atMost(LONG).until(() -> fuse.synced.size() == CROWD + OTHERS);
			assertThat(fuse.twice()).isZero();
			assertThat(fuse.mostOfOneConnection).hasValue(1);
			LOG.info("{} others were synced when {} of a crowd of {} were; all were in the end, none twice", OTHERS,
					done, CROWD);
		}
	}

	@Test
	void syncsAConnectionsWebhooksInTheOrderInWhichTheyCame() throws Exception {
		CountDownLatch first = new CountDownLatch(1);
		try (FuseStandIn fuse = new FuseStandIn(); PackagedProgram program = program(fuse.basePath())) {
			fuse.answer = (connection) -> {
				first.await();
				return 200;
			};
			start(program);
			Map<String, List<Integer>> sent = new HashMap<>();
			Map<String, Integer> numbers = new HashMap<>();
			for (int i = 0; i < 300; i++) {
				for (String connection : new String[] { "one", "another" }) {
					Webhooks webhook = webhook(connection, i);
					assertThat(program.send(webhook).statusCode()).isEqualTo(200);
					sent.computeIfAbsent(connection, (absent) -> new ArrayList<>()).add(i);
					numbers.put(FuseStandIn.sha256(webhook.body()), i);
				}
				// Long before the first calls time out.
				if (i == 30) {
					first.countDown();
				}
			}
			await().atMost(LONG).until(() -> fuse.synced.size() == 600);
			for (String connection : new String[] { "one", "another" }) {
				assertThat(fuse.order.get(connection).stream().map(numbers::get).toList())
					.isEqualTo(sent.get(connection));
			}
			LOG.info("Of two connections 300 webhooks each were synced in order, 0 twice");
		}
	}

	@Test
	void finishesAllCallsThatAreUnderWayWhenItIsStopped() throws Exception {
		CountDownLatch stopping = new CountDownLatch(1);
		try (FuseStandIn fuse = new FuseStandIn(); PackagedProgram program = program(fuse.basePath())) {
			fuse.answer = (connection) -> {
				stopping.await();
				return 200;
			};
			start(program);
			send(program, webhooks(2 * WORKERS, null));
			await().atMost(LONG).until(() -> fuse.calls.get() == WORKERS);
			program.stop();
			await().atMost(LONG).until(() -> program.output().contains("Graceful shutdown") || !program.isAlive());
			TimeUnit.SECONDS.sleep(2);
			stopping.countDown();
			assertThat(program.awaitExit()).isEqualTo(143);
			assertThat(fuse.synced).hasSize(WORKERS);
			assertThat(Database.of(program).states()).containsEntry("synced", (long) WORKERS)
				.containsEntry("waiting", (long) WORKERS);
			program.start();
			await().atMost(LONG).until(() -> fuse.synced.size() == 2 * WORKERS);
			assertThat(fuse.twice()).isZero();
			LOG.info("A stop during {} calls: all ended, {} of {} synced after the start, 0 twice", WORKERS, WORKERS,
					2 * WORKERS);
		}
	}

	@Test
	void deliversOtherEventsWhileTheCircuitBreakerIsOpen() throws Exception {
		int port = PackagedProgram.freePort();
		try (PackagedProgram program = program("http://localhost:" + port)) {
			start(program);
			send(program, webhooks(20, null));
			await().atMost(LONG).until(() -> program.output().contains("Circuit breaker open"));
			Database database = Database.of(program);
			long before = database.count("delivered");
			for (int i = 0; i < 100; i++) {
				assertThat(program.send(Webhooks.ofType("transactions.updates", "c" + i)).statusCode()).isEqualTo(200);
			}
			await().atMost(LONG).until(() -> database.count("delivered") == before + 100);
			assertThat(database.count("waiting")).isEqualTo(20);
			try (FuseStandIn fuse = new FuseStandIn(port)) {
				await().atMost(LONG).until(() -> fuse.synced.size() == 20);
				assertThat(fuse.twice()).isZero();
			}
			LOG.info("100 of 100 other events were delivered while the breaker was open, then 20 of 20 syncs");
		}
	}

	@Test
	void aSlowReceiverOfOtherEventsHoldsUpNoSyncOfTheSameConnection() throws Exception {
		CountDownLatch slow = new CountDownLatch(1);
		AtomicInteger received = new AtomicInteger();
		HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1000);
		ExecutorService threads = Executors.newCachedThreadPool();
		receiver.setExecutor(threads);
		receiver.createContext("/", (exchange) -> {
			exchange.getRequestBody().readAllBytes();
			pass(slow);
			received.incrementAndGet();
			exchange.sendResponseHeaders(200, -1);
			exchange.close();
		});
		receiver.start();
		try (FuseStandIn fuse = new FuseStandIn();
				PackagedProgram program = program(fuse.basePath())
					.in(withReceiver("http://localhost:" + receiver.getAddress().getPort()))) {
			start(program);
			for (int i = 0; i < 50; i++) {
				assertThat(program.send(Webhooks.ofType("transactions.updates", "same")).statusCode()).isEqualTo(200);
			}
			send(program, webhooks(200, "same"));
			await().atMost(LONG).until(() -> fuse.synced.size() == 200);
			assertThat(received).hasValue(0);
			slow.countDown();
			await().atMost(LONG).until(() -> Database.of(program).count("waiting") == 0);
			assertThat(received.get()).isGreaterThanOrEqualTo(50);
			assertThat(Database.of(program).states()).doesNotContainKey("dead-lettered");
			LOG.info("With a receiver of 50 other events that hung 200 of 200 syncs of the same connection were done");
		}
		finally {
			receiver.stop(0);
			threads.shutdownNow();
		}
	}

	/** The routes as they are, but other events are posted to a receiver. */
	private Path withReceiver(String address) throws IOException {
		Path home = Files.createDirectory(this.directory.resolve("home"));
		FileSystemUtils.copyRecursively(Path.of("routes"), home.resolve("routes"));
		Files.copy(Path.of("application.properties"), home.resolve("application.properties"));
		Path file = home.resolve("routes/other-events.camel.yaml");
		String end = "    routeConfigurationId";
		String steps = """
				        - filter:
				            id: only-transactions-updates
				            expression:
				              simple:
				                expression: ${variable.type} == 'transactions.updates'
				            steps:
				              - to:
				                  id: post-transactions
				                  uri: http
				                  parameters:
				                    httpUri: %s
				                    httpMethod: POST
				""".formatted(address);
		Files.writeString(file, Files.readString(file).replace(end, steps + end));
		return home;
	}

	private static void pass(CountDownLatch latch) {
		try {
			latch.await();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void start(PackagedProgram program) throws IOException {
		program.start();
		await().atMost(LONG).until(() -> program.accepts(Webhooks.ofType("other", "up")));
	}

	private static int of(FuseStandIn fuse, String connection) {
		return fuse.order.containsKey(connection) ? fuse.order.get(connection).size() : 0;
	}

	/** So many of one connection, or each of its own. */
	private static List<Webhooks> webhooks(int number, String connection) {
		List<Webhooks> webhooks = new ArrayList<>();
		for (int i = 0; i < number; i++) {
			webhooks.add(webhook((connection != null) ? connection : Webhooks.newConnection(), i));
		}
		return webhooks;
	}

	private static Webhooks webhook(String connection, int number) {
		return Webhooks.signed("""
				{"type":"%s","financial_connection_id":"%s","source":"plaid","n":%d}""".formatted(Webhooks.SYNC_DATA,
				connection, number));
	}

	private static void send(PackagedProgram program, List<Webhooks> webhooks) throws InterruptedException {
		AtomicInteger accepted = new AtomicInteger();
		ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
		webhooks.forEach((webhook) -> senders
			.submit(() -> (program.send(webhook).statusCode() == 200) ? accepted.incrementAndGet() : 0));
		senders.shutdown();
		assertThat(senders.awaitTermination(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(accepted).hasValue(webhooks.size());
	}

	private PackagedProgram program(String basePath) {
		return new PackagedProgram(this.directory, new HashMap<>(
				Map.of("FUSE_BASE_PATH", basePath, "FUSE_API_KEY", Webhooks.API_KEY, "FUSE_CLIENT_ID", "test-client")));
	}

}
