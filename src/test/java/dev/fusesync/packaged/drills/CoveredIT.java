package dev.fusesync.packaged.drills;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.PostgresServer;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Each connection sends the same content again and again while Fuse fails a quarter of
 * the calls and the program is killed. Whenever all is done, the last successful call for
 * a content began after its last webhook was sent.
 */
@Tag("drill")
class CoveredIT {

	private static final Logger LOG = LoggerFactory.getLogger(CoveredIT.class);

	private static final Duration LONG = Duration.ofMinutes(3);

	private static final int CONNECTIONS = 20;

	private final Map<String, Long> sent = new ConcurrentHashMap<>();

	private final Map<String, Long> synced = new ConcurrentHashMap<>();

	private final AtomicInteger accepted = new AtomicInteger();

	private final AtomicInteger successes = new AtomicInteger();

	private final Random random = new Random();

	@TempDir
	Path directory;

	private Instances instances;

	private final List<AutoCloseable> opened = new ArrayList<>();

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable one : this.opened) {
			one.close();
		}
	}

	@Test
	void nothingIsDroppedOnSqlite() throws Exception {
		FuseStandIn fuse = new FuseStandIn();
		this.opened.add(fuse);
		Map<String, String> environment = new HashMap<>(Map.of("FUSE_BASE_PATH", fuse.basePath(), "FUSE_API_KEY",
				Webhooks.API_KEY, "FUSE_CLIENT_ID", "test-client"));
		environment.putAll(quick());
		PackagedProgram program = new PackagedProgram(this.directory, environment);
		this.opened.add(0, program);
		fuse.answer = this::answer;
		program.start();
		for (int round = 1; round <= 3; round++) {
			round(List.of(program), program);
		}
		report(program);
	}

	@Test
	void nothingIsDroppedByTwoInstances() throws Exception {
		this.instances = new Instances(this.directory, PostgresServer.shared().newSchema());
		this.opened.add(this.instances);
		quick().forEach(this.instances::set);
		this.instances.fuse.answer = this::answer;
		this.instances.start(2);
		for (int round = 1; round <= 2; round++) {
			round(this.instances.programs, this.instances.programs.get(round % 2));
		}
		report(this.instances.programs.get(0));
	}

	private static Map<String, String> quick() {
		return Map.of("FUSE_RETRY_DELAYS", "1s", "FUSE_BREAKER_LONGESTOPEN", "1s");
	}

	private int answer(String connection) throws InterruptedException {
		long begun = System.nanoTime();
		TimeUnit.MILLISECONDS.sleep(20);
		if (this.random.nextInt(4) == 0) {
			return 503;
		}
		this.synced.merge(connection, begun, Math::max);
		this.successes.incrementAndGet();
		return 200;
	}

	private void round(List<PackagedProgram> programs, PackagedProgram killed) throws Exception {
		List<Thread> senders = new ArrayList<>();
		int enough = this.accepted.get() + 400;
		for (PackagedProgram program : programs) {
			for (int i = 0; i < 2; i++) {
				Thread sender = new Thread(() -> send(program, enough));
				senders.add(sender);
				sender.start();
			}
		}
		await().atMost(LONG).until(() -> this.accepted.get() > enough - 200);
		killed.kill();
		killed.start();
		for (Thread sender : senders) {
			sender.join();
		}
		await().atMost(LONG)
			.untilAsserted(() -> this.sent.forEach((connection,
					last) -> assertThat(this.synced.get(connection)).as(connection).isNotNull().isGreaterThan(last)));
	}

	private void send(PackagedProgram program, int enough) {
		while (this.accepted.get() < enough) {
			String connection = "same-" + this.random.nextInt(CONNECTIONS);
			Webhooks webhook = Webhooks.signed("{\"type\":\"" + Webhooks.SYNC_DATA + "\",\"financial_connection_id\":\""
					+ connection + "\",\"source\":\"plaid\"}");
			long begun = System.nanoTime();
			try {
				if (program.send(webhook).statusCode() == 200) {
					this.sent.merge(connection, begun, Math::max);
					this.accepted.incrementAndGet();
				}
			}
			catch (IOException ex) {
				LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
			}
			catch (InterruptedException ex) {
				return;
			}
		}
	}

	private void report(PackagedProgram program) throws IOException {
		LOG.info("{} webhooks accepted, {} successful calls", this.accepted, this.successes);
		assertThat(program.output()).contains(" Covered ");
		assertThat(this.successes.get()).isLessThan(this.accepted.get());
	}

}
