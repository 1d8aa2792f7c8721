package dev.fusesync.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that takes webhooks on a port and syncs them with the upstream. */
final class Contender implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	final String name;

	final int port = freePort();

	/** From its start to its first 200, in ms. */
	final long startMillis;

	private final Process process;

	/** Its PostgreSQL, or null. */
	private final Database database;

	private Contender(String name, Path directory, List<String> command, Map<String, String> environment,
			Requests requests, Database database) throws Exception {
		this.name = name;
		this.database = database;
		ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile())
			.redirectErrorStream(true)
			.redirectOutput(directory.resolve("output").toFile());
		builder.environment().putAll(environment);
		builder.environment()
			.putAll(Map.of("PORT", "" + this.port, "SERVER_PORT", "" + this.port, "FUSE_API_KEY", Requests.API_KEY,
					"FUSE_CLIENT_ID", "bench", "PLAID_CLIENT_ID", "bench", "PLAID_SECRET", "bench",
					// The load repeats 20,000 webhooks, and each is to be synced.
					"FUSE_SYNC_COVERIDENTICAL", "false",
					// Nobody else deletes what is finished; at its limit, each webhook has another one deleted.
					"FUSE_STORE_MAXHISTORY", "100000000",
					"MANAGEMENT_SERVER_PORT", "" + freePort(), "SPRING_SECURITY_USER_PASSWORD", "bench"));
		if (database != null) {
			builder.environment().putAll(database.environment());
		}
		long begin = System.nanoTime();
		this.process = builder.start();
		awaitFirst(requests, directory);
		this.startMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
	}

	/** fuse-sync as it is packaged, with the routes and settings of its home. */
	static Contender fuseSync(String name, Path directory, List<String> start, Path home, String basePath,
			Requests requests) throws Exception {
		List<String> command = new ArrayList<>(start);
		command.add("--spring.config.location=optional:classpath:/," + home.resolve("application.properties"));
		command.add("--camel.main.routes-include-pattern=file:" + home.resolve("routes") + "/./**/*.camel.yaml");
		return new Contender(name, directory, command, java(basePath), requests, Database.start());
	}

	/** A program on the Java that runs this. */
	static Contender java(String name, Path directory, List<String> command, String basePath, Requests requests)
			throws Exception {
		return new Contender(name, directory, command, java(basePath), requests, null);
	}

	private static Map<String, String> java(String basePath) {
		return Map.of("FUSE_BASE_PATH", basePath, "JAVA_HOME", System.getProperty("java.home"));
	}

	static Contender node(String name, Path directory, Path server, String basePath, Requests requests)
			throws Exception {
		return new Contender(name, directory, List.of("node", server.toString()),
				Map.of("FUSE_BASE_PATH", basePath, "NODE_ENV", "production"), requests, null);
	}

	private void awaitFirst(Requests requests, Path directory) throws Exception {
		long end = System.nanoTime() + PATIENCE.toNanos();
		while (!OpenLoop.accepts(this.port, requests.http(0, this.port))) {
			if (!this.process.isAlive() || System.nanoTime() > end) {
				close();
				throw new IllegalStateException(
						"%s does not start:%n%s".formatted(this.name, Files.readString(directory.resolve("output"))));
			}
			Thread.sleep(10);
		}
	}

	/** Of the program and its database, so far. */
	double processorSeconds() {
		return Machine.processorSeconds(this.process.pid())
				+ ((this.database != null) ? this.database.processorSeconds() : 0);
	}

	/** What the program and its database have had written to disk so far, in bytes. */
	long written() {
		return Machine.written(this.process.pid()) + ((this.database != null) ? this.database.written() : 0);
	}

	int memory() {
		return Machine.memory(this.process.pid());
	}

	@Override
	public void close() {
		this.process.destroy();
		this.process.onExit().completeOnTimeout(this.process, 1, TimeUnit.MINUTES).join();
		this.process.destroyForcibly().onExit().join();
		if (this.database != null) {
			this.database.close();
		}
	}

	static int freePort() {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
