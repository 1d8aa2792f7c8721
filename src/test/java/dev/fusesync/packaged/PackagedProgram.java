package dev.fusesync.packaged;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.fusesync.support.FreePort;
import dev.fusesync.support.Webhooks;

/**
 * The packaged program in a process of its own: the archive's with a cache, or, as a user
 * starts it, bin/fuse-sync or target/fuse-sync.jar.
 */
public final class PackagedProgram implements AutoCloseable {

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	public final int port = freePort();

	private final Path directory;

	private final Map<String, String> environment;

	private final List<String> jvmOptions;

	private Path workingDirectory = Path.of("");

	private List<String> starter = List.of();

	private Path script;

	private List<String> program;

	private Process process;

	public PackagedProgram(Path directory, Map<String, String> environment, String... jvmOptions) {
		this.directory = directory;
		this.environment = environment;
		this.jvmOptions = List.of(jvmOptions);
	}

	public static int freePort() {
		return FreePort.find();
	}

	/** Has it started where another routes/ and application.properties lie. */
	public PackagedProgram in(Path other) {
		this.workingDirectory = other;
		return this;
	}

	/** Has a command start it, such as one that changes its user. */
	public PackagedProgram by(String... command) {
		this.starter = List.of(command);
		return this;
	}

	/** Has bin/fuse-sync start it. */
	public PackagedProgram with(Path otherScript) {
		this.script = otherScript;
		return this;
	}

	/** Has target/fuse-sync.jar start. */
	public PackagedProgram jar() {
		return from(List.of("-jar", Path.of("target/fuse-sync.jar").toAbsolutePath().toString()));
	}

	/** Has java start what these arguments name. */
	PackagedProgram from(List<String> arguments) {
		this.program = arguments;
		return this;
	}

	/** The data directory. */
	public Path data() {
		return this.directory.resolve("data");
	}

	/** Starts it; a second start goes on with the data of the first. */
	public void start() throws IOException {
		List<String> command = new ArrayList<>(this.starter);
		// It lives for seconds, so that a better compiler would come too late.
		List<String> options = new ArrayList<>(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
		options.addAll(this.jvmOptions);
		if (this.script != null) {
			command.add(this.script.toString());
		}
		else {
			command.add(ProcessHandle.current().info().command().orElseThrow());
			command.addAll(options);
			command.addAll((this.program != null) ? this.program : StartCache.arguments());
		}
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.workingDirectory.toAbsolutePath().toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
		builder.environment().keySet().removeIf((name) -> name.matches("(FUSE|PLAID|TELLER|MX|SERVER|SPRING)_.*"));
		builder.environment().put("MANAGEMENT_SERVER_PORT", "0");
		builder.environment().put("LOGGING_LINES", "full");
		if (this.script != null) {
			builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
			builder.environment().put("JAVA_TOOL_OPTIONS", String.join(" ", options));
		}
		builder.environment().putAll(this.environment);
		builder.environment().put("SERVER_PORT", String.valueOf(this.port));
		builder.environment().put("FUSE_STORE_DIRECTORY", data().toAbsolutePath().toString());
		this.process = builder.start();
	}

	public int awaitExit() throws InterruptedException {
		if (!this.process.waitFor(2, TimeUnit.MINUTES)) {
			throw new IllegalStateException("Still running");
		}
		return this.process.exitValue();
	}

	/** SIGKILL: nothing in the program gets to run any more. */
	public void kill() throws InterruptedException {
		this.process.destroyForcibly().waitFor();
	}

	/** SIGTERM. */
	public void stop() {
		this.process.destroy();
	}

	public boolean isAlive() {
		return this.process.isAlive();
	}

	public long pid() {
		return this.process.pid();
	}

	public HttpResponse<String> send(Webhooks webhook) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + "/webhook"))
			.timeout(Duration.ofMinutes(1))
			.header("fuse-verification", webhook.signature())
			.POST(HttpRequest.BodyPublishers.ofByteArray(webhook.body()))
			.build();
		return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
	}

	/** Whether a webhook is answered with 200 now; no longer asked once it has ended. */
	public boolean accepts(Webhooks webhook) throws IOException, InterruptedException {
		if (!isAlive()) {
			throw new IllegalStateException("It has ended: " + output());
		}
		try {
			return send(webhook).statusCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
	}

	/** How much processor time it has had since it started. */
	public Duration processorTime() {
		return this.process.info().totalCpuDuration().orElse(Duration.ZERO);
	}

	/** The most memory that it has had, in MiB, or 0 where the system does not tell. */
	public long peakMemory() throws IOException {
		Path status = Path.of("/proc/" + pid() + "/status");
		if (!Files.exists(status)) {
			return 0;
		}
		return Files.readAllLines(status)
			.stream()
			.filter((line) -> line.startsWith("VmHWM:"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
			.sum();
	}

	public String output() throws IOException {
		return Files.readString(log());
	}

	private Path log() {
		return this.directory.resolve("log");
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

}
