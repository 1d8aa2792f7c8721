package dev.fusesync.packaged;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/** One instance and a broker elsewhere that is away, wrongly set up, full, or new. */
class BrokerElsewhereIT {

	private static final Duration LONG = Duration.ofMinutes(2);

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	@TempDir
	Path directory;

	private final int managementPort = PackagedProgram.freePort();

	private final Set<String> accepted = new HashSet<>();

	private FuseStandIn fuse;

	private Broker broker;

	private Map<String, String> environment;

	@BeforeEach
	void make() throws Exception {
		this.fuse = new FuseStandIn();
		this.broker = Broker.alone(this.directory);
		this.environment = Broker.environment(this.broker.url(), this.fuse);
		this.environment.put("MANAGEMENT_SERVER_PORT", String.valueOf(this.managementPort));
		this.environment.put("SPRING_SECURITY_USER_PASSWORD", Broker.PASSWORD);
	}

	@AfterEach
	void end() {
		this.broker.close();
		this.fuse.close();
	}

	@Test
	void startsWithoutTheBrokerAndGoesOnOnceItIsThere() throws Exception {
		try (PackagedProgram program = program()) {
			program.start();
			await().atMost(LONG).until(() -> program.output().contains("is ready"));
			assertThat(send(program, 1_000)).isEqualTo(503);
			assertThat(health("/readiness")).isEqualTo(503);
			assertThat(health("/liveness")).isEqualTo(200);
			assertThat(program.output()).containsOnlyOnce("The broker cannot be reached (");
			this.broker.start();
			await().atMost(LONG).until(() -> send(program, 1_000) == 200 && health("/readiness") == 200);
			awaitAllSynced();
			assertThat(program.output()).contains("The broker is there", "The broker's version 2.40.0 has known holes");
		}
	}

	@Test
	void saysThatThePasswordIsWrong() throws Exception {
		this.broker.start().awaitLive();
		this.environment.put("SPRING_ARTEMIS_PASSWORD", "wrong-password");
		try (PackagedProgram program = program()) {
			program.start();
			assertThat(program.awaitExit()).isNotZero();
			assertThat(program.output())
				.contains("The broker refuses the name, the password or what they may do", "SPRING_ARTEMIS_PASSWORD")
				.doesNotContain("wrong-password");
		}
	}

	@Test
	void asksNowAndThenWhileThePasswordIsWrong() throws Exception {
		try (PackagedProgram program = program()) {
			program.start();
			await().atMost(LONG).until(() -> send(program, 1_000) == 503);
			this.environment.put("SPRING_ARTEMIS_PASSWORD", "another");
			this.broker.with("artemis-users.properties", Broker.USER + " = ", "nobody = ").start().awaitLive();
			await().atMost(LONG).until(() -> program.output().contains("The broker refuses the name"));
			int before = refusals();
			await().pollDelay(Duration.ofSeconds(10)).until(() -> true);
			assertThat(refusals() - before).isBetween(1, 40);
			assertThat(send(program, 1_000)).isEqualTo(503);
		}
	}

	private int refusals() throws IOException {
		return this.broker.output().split("AMQ222216", -1).length - 1;
	}

	@Test
	void refusesABrokerThatWouldLoseWebhooks() throws Exception {
		this.broker.with("broker.xml", "<persistence-enabled>true", "<persistence-enabled>false")
			.with("fuse-sync.xml", "<dead-letter-address>dead-letter</dead-letter-address>", "")
			.with("fuse-sync.xml", "<queue name=\"waiting\"/>", "")
			.with("fuse-sync.xml", "<redelivery-delay>5000", "<redelivery-delay>0")
			.start()
			.awaitLive();
		try (PackagedProgram program = program()) {
			program.start();
			assertThat(program.awaitExit()).isNotZero();
			assertThat(program.output()).contains("The broker keeps nothing on disk (persistence-enabled is false).",
					"What the broker cannot deliver from inbox in 20 attempts is gone: it has no dead-letter-address.",
					"The broker has no anycast queue waiting", "src/main/artemis/broker.xml",
					"The broker delivers a webhook from inbox that failed again at once");
		}
	}

	@Test
	void saysThatTheAddressOrTheModeIsMissing() throws Exception {
		this.environment.remove("SPRING_ARTEMIS_MODE");
		try (PackagedProgram program = program()) {
			program.start();
			assertThat(program.awaitExit()).isNotZero();
			assertThat(program.output())
				.contains("SPRING_ARTEMIS_BROKERURL names a broker, but SPRING_ARTEMIS_MODE is not native.");
		}
	}

	@Test
	void refusesWhileTheBrokersDiskIsFullAndGoesOnOnceThereIsRoom() throws Exception {
		Path data = Files.createDirectories(this.broker.data());
		assumeThat(run("mount", "-t", "tmpfs", "-o", "size=192m", "tmpfs", data.toString()))
			.as("may not mount a small disk")
			.isZero();
		try (PackagedProgram program = program()) {
			this.broker.start().awaitLive();
			program.start();
			await().atMost(LONG).until(() -> send(program, 1_000) == 200);
			Path others = data.resolve("others");
			run("fallocate", "-l", String.valueOf(Files.getFileStore(data).getUsableSpace() - (5 << 20)),
					others.toString());
			await().atMost(LONG).until(() -> send(program, 1_000) == 503 && health("/readiness") == 503);
			assertThat(health("/liveness")).isEqualTo(200);
			assertThat(program.output()).contains("The disk of the broker is nearly full");
			Files.delete(others);
			await().atMost(LONG).until(() -> send(program, 1_000) == 200 && health("/readiness") == 200);
			awaitAllSynced();
		}
		finally {
			this.broker.close();
			run("umount", data.toString());
		}
	}

	@Test
	void speaksTlsWithTheBroker() throws Exception {
		Path keys = this.directory.resolve("broker.p12");
		assertThat(run(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair", "-alias",
				"broker", "-keyalg", "RSA", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost", "-keystore",
				keys.toString(), "-storetype", "PKCS12", "-storepass", Broker.PASSWORD))
			.isZero();
		this.broker.with("broker.xml", "?tcpSendBufferSize=", "?sslEnabled=true;keyStorePath=" + keys
				+ ";keyStorePassword=" + Broker.PASSWORD + ";tcpSendBufferSize=");
		this.environment.put("SPRING_ARTEMIS_BROKERURL", this.broker.url() + "?sslEnabled=true&trustStorePath=" + keys
				+ "&trustStorePassword=" + Broker.PASSWORD);
		this.broker.start().awaitLive();
		try (PackagedProgram program = program()) {
			program.start();
			await().atMost(LONG).until(() -> send(program, 200_000) == 200);
			awaitAllSynced();
			await().atMost(LONG).until(() -> program.output().contains("is ready"));
			assertThat(program.output()).contains("the broker at " + this.broker.url() + ",")
				.doesNotContain(Broker.PASSWORD);
		}
	}

	/** By Artemis' own export and import, as scaling.md describes. */
	@Test
	void takesOverWhatLayInTheEmbeddedBroker() throws Exception {
		this.environment.keySet().removeIf((name) -> name.startsWith("SPRING_ARTEMIS"));
		this.environment.put("FUSE_BASE_PATH", "http://localhost:" + PackagedProgram.freePort());
		try (PackagedProgram program = program()) {
			program.start();
			await().atMost(LONG).until(() -> send(program, 1_000) == 200);
			for (int i = 0; i < 100; i++) {
				assertThat(send(program, (i % 10 == 0) ? 200_000 : 1_000)).isEqualTo(200);
			}
			program.stop();
			program.awaitExit();
		}
		move(this.directory.resolve("data"));
		this.environment.putAll(Broker.environment(this.broker.url(), this.fuse));
		try (PackagedProgram program = program()) {
			program.start();
			awaitAllSynced();
			assertThat(this.fuse.synced).hasSameSizeAs(this.accepted);
		}
	}

	private void move(Path data) throws Exception {
		Path queued = this.directory.resolve("queued.xml");
		Files.createDirectories(data.resolve("paging"));
		this.broker.command("data", "exp", "--bindings", data.resolve("bindings").toString(), "--journal",
				data.resolve("journal").toString(), "--paging", data.resolve("paging").toString(), "--large-messages",
				data.resolve("largemessages").toString(), "--output", queued.toString());
		this.broker.with("artemis-roles.properties", "fuse-sync = fuse-sync", "fuse-sync = fuse-sync\namq = fuse-sync");
		this.broker.start().awaitLive();
		this.broker.command("data", "imp", "--host", "localhost", "--port", String.valueOf(this.broker.port), "--user",
				Broker.USER, "--password", Broker.PASSWORD, "--transaction", "--input", queued.toString());
	}

	private PackagedProgram program() {
		return new PackagedProgram(this.directory, this.environment);
	}

	private int send(PackagedProgram program, int filler) throws Exception {
		if (!program.isAlive()) {
			throw new IllegalStateException("It has ended: " + program.output());
		}
		Webhooks webhook = Webhooks.signed("""
				{"type":"%s","financial_connection_id":"%s","x":"%s"}""".formatted(Webhooks.SYNC_DATA,
				Webhooks.newConnection(), "x".repeat(filler)));
		try {
			int status = program.send(webhook).statusCode();
			if (status == 200) {
				this.accepted.add(FuseStandIn.sha256(webhook.body()));
			}
			return status;
		}
		catch (IOException ex) {
			return 0;
		}
	}

	private int health(String group) throws InterruptedException {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://localhost:" + this.managementPort + "/actuator/health" + group))
			.timeout(Duration.ofMinutes(1))
			.build();
		try {
			return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
		}
		catch (IOException ex) {
			return 0;
		}
	}

	private void awaitAllSynced() {
		await().atMost(LONG).until(() -> this.fuse.synced.keySet().containsAll(this.accepted));
	}

	private static int run(String... command) throws Exception {
		Process process = new ProcessBuilder(List.of(command)).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		return process.waitFor(1, TimeUnit.MINUTES) ? process.exitValue() : -1;
	}

}
