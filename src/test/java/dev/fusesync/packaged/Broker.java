package dev.fusesync.packaged;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

import dev.fusesync.support.Webhooks;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;

import static org.awaitility.Awaitility.await;

/**
 * The Artemis server in a process of its own, made and set up by the commands of
 * scaling.md. Its version, 2.40.0, is for tests only.
 */
final class Broker implements AutoCloseable {

	static final String USER = "fuse-sync";

	static final String PASSWORD = "never-show-this-password";

	private static final Path ARTEMIS = Path.of("target/artemis/apache-artemis-2.40.0/bin/artemis").toAbsolutePath();

	final int port;

	private final Path instance;

	private Process process;

	private Broker(Path instance, int port, String... options) throws Exception {
		this.instance = instance.toAbsolutePath();
		this.port = port;
		List<String> create = new ArrayList<>(List.of(ARTEMIS.toString(), "create", this.instance.toString(), "--user",
				USER, "--password", PASSWORD, "--role", "fuse-sync", "--require-login", "--silent", "--no-web",
				"--no-autotune", "--no-amqp-acceptor", "--no-hornetq-acceptor", "--no-mqtt-acceptor",
				"--no-stomp-acceptor", "--nio", "--host", "localhost", "--default-port", String.valueOf(port),
				"--java-options", "-Xms64m -Xmx384m -XX:+UseSerialGC -XX:-UseG1GC -XX:-UseStringDeduplication"));
		create.addAll(List.of(options));
		run(create);
		run(List.of(Path.of("src/main/artemis/apply").toAbsolutePath().toString(), this.instance.toString()));
	}

	static Broker alone(Path directory) throws Exception {
		return new Broker(directory.resolve("broker"), PackagedProgram.freePort());
	}

	/** A primary broker and the backup that has a copy of all its data. */
	static List<Broker> pair(Path directory) throws Exception {
		int primary = PackagedProgram.freePort();
		int backup = PackagedProgram.freePort();
		return List.of(ofPair(directory.resolve("primary"), primary, backup),
				ofPair(directory.resolve("backup"), backup, primary, "--backup"));
	}

	private static Broker ofPair(Path instance, int port, int other, String... role) throws Exception {
		List<String> options = new ArrayList<>(List.of("--clustered", "--replicated", "--failover-on-shutdown",
				"--staticCluster", "tcp://localhost:" + other, "--cluster-user", "cluster", "--cluster-password",
				"of-the-cluster"));
		options.addAll(List.of(role));
		return new Broker(instance, port, options.toArray(String[]::new));
	}

	/** Changes its settings, in the file of the instance's directory etc. */
	Broker with(String file, String text, String other) throws IOException {
		Path settings = this.instance.resolve("etc").resolve(file);
		String before = Files.readString(settings);
		if (!before.contains(text)) {
			throw new IllegalArgumentException(file + " has no " + text);
		}
		Files.writeString(settings, before.replace(text, other));
		return this;
	}

	Broker start() throws IOException {
		this.process = new ProcessBuilder(this.instance.resolve("bin/artemis").toString(), "run")
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()))
			.start();
		return this;
	}

	/** Until it serves clients, which a backup does not. */
	Broker awaitLive() {
		awaitStart(this::isLive);
		return this;
	}

	boolean isLive() {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** Until it has a copy of all data of the live one, so that it may take over. */
	void awaitSynchronized() {
		awaitStart(() -> output().contains("AMQ221024"));
	}

	private void awaitStart(Callable<Boolean> started) {
		try {
			await().atMost(Duration.ofMinutes(3)).failFast(() -> !this.process.isAlive()).until(started);
		}
		catch (ConditionTimeoutException | TerminalFailureException ex) {
			throw new IllegalStateException(lastWords(), ex);
		}
	}

	/** What it has said and, if it hangs, what its threads do. */
	private String lastWords() {
		try {
			String threads = this.process.isAlive() ? run(List.of("jstack", "" + this.process.pid())) : "";
			return output() + threads;
		}
		catch (Exception ex) {
			return ex.getMessage();
		}
	}

	/** SIGKILL. What it has said is forgotten. */
	void kill() throws IOException {
		this.process.destroyForcibly().onExit().join();
		Files.delete(log());
	}

	/** How much processor time it has had since it started. */
	Duration processorTime() {
		return this.process.info().totalCpuDuration().orElse(Duration.ZERO);
	}

	String url() {
		return "tcp://localhost:" + this.port;
	}

	Path data() {
		return this.instance.resolve("data");
	}

	/** Settings of an instance that uses it and calls Fuse there. */
	static Map<String, String> environment(String url, FuseStandIn fuse) {
		return new HashMap<>(Map.of("FUSE_BASE_PATH", fuse.basePath(), "FUSE_API_KEY", Webhooks.API_KEY,
				"FUSE_CLIENT_ID", "test-client", "SPRING_ARTEMIS_MODE", "native", "SPRING_ARTEMIS_BROKERURL", url,
				"SPRING_ARTEMIS_USER", USER, "SPRING_ARTEMIS_PASSWORD", PASSWORD));
	}

	String output() throws IOException {
		return Files.readString(log());
	}

	/** Runs a command of the instance, which must succeed. */
	void command(String... words) throws Exception {
		List<String> command = new ArrayList<>(List.of(this.instance.resolve("bin/artemis").toString()));
		command.addAll(List.of(words));
		run(command);
	}

	private Path log() {
		return this.instance.resolve("log/run");
	}

	private static String run(List<String> command) throws Exception {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes());
		if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
			throw new IllegalStateException(String.join(" ", command) + ": " + output);
		}
		return output;
	}

	@Override
	public void close() {
		if (this.process != null) {
			this.process.destroyForcibly().onExit().join();
		}
	}

}
