package dev.fusesync.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL server of the programs that are installed on this machine, in a directory
 * of its own. PostgreSQL does not run as root, so root has it run as the user postgres.
 */
public final class PostgresServer implements AutoCloseable {

	private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

	private static final AtomicInteger SCHEMAS = new AtomicInteger();

	private static PostgresServer shared;

	public final int port = FreePort.find();

	private final Path binaries;

	private final Path directory;

	private PostgresServer(Path binaries, Path directory) {
		this.binaries = binaries;
		this.directory = directory;
	}

	/** One for all tests of this JVM. Skips the test if PostgreSQL is not installed. */
	public static synchronized PostgresServer shared() {
		if (shared == null) {
			shared = start();
			Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
		}
		return shared;
	}

	/**
	 * Starts a new server. Skips the test if PostgreSQL is not installed.
	 * @param settings lines of postgresql.conf
	 */
	public static PostgresServer start(String... settings) {
		return startIn(null, settings);
	}

	/**
	 * Starts a new server.
	 * @param directory an empty directory for its data; null for a new one
	 */
	public static PostgresServer startIn(Path directory, String... settings) {
		Optional<Path> binaries = binaries();
		Assumptions.assumeTrue(binaries.isPresent(), "PostgreSQL is not installed");
		try {
			PostgresServer server = create(binaries.get(), directory);
			server.runIt("initdb", "--pgdata=" + server.data(), "--username=fuse", "--auth=trust", "--encoding=UTF8",
					"--no-locale", "--no-sync");
			server.configure(settings);
			server.up();
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static PostgresServer create(Path binaries, Path chosen) throws IOException {
		Path directory = (chosen != null) ? chosen : Files.createTempDirectory("fuse-sync-postgresql");
		run("chmod", "755", directory.toString());
		if (isRoot()) {
			run("chown", "postgres", directory.toString());
		}
		return new PostgresServer(binaries, directory);
	}

	/**
	 * Starts a replica that follows this server, under the name "replica".
	 */
	public PostgresServer startReplica() {
		try {
			PostgresServer replica = create(this.binaries, null);
			replica.runIt("pg_basebackup", "--pgdata=" + replica.data(), "--wal-method=stream", "--checkpoint=fast",
					"--no-sync", "--write-recovery-conf",
					"--dbname=host=localhost port=" + this.port + " user=fuse application_name=replica");
			replica.configure("hot_standby = on");
			replica.up();
			return replica;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Makes a replica the primary. */
	public void promote() {
		runIt("pg_ctl", "--pgdata=" + data(), "--wait", "promote");
	}

	private static Optional<Path> binaries() {
		if (!Files.isDirectory(DEBIAN)) {
			return Optional.empty();
		}
		try (Stream<Path> versions = Files.list(DEBIAN)) {
			return versions.map((version) -> version.resolve("bin"))
				.filter((bin) -> Files.isExecutable(bin.resolve("initdb")))
				.max(Comparator.naturalOrder());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isRoot() {
		return "root".equals(System.getProperty("user.name"));
	}

	private Path data() {
		return this.directory.resolve("data");
	}

	/** Adds lines to postgresql.conf, which the next start reads. */
	public void configure(String... settings) {
		String lines = String.join("\n", settings) + "\n";
		append("postgresql.conf", "port = " + this.port + "\nlisten_addresses = 'localhost'\n"
				+ "unix_socket_directories = ''\nmax_connections = 60\n" + lines);
	}

	/** Adds lines to a file of the data directory. */
	public void append(String file, String lines) {
		runIt("sh", "-c", "printf '%s' \"$1\" >> \"$2\"", "sh", lines, data().resolve(file).toString());
	}

	/** Starts it, and returns when it answers. */
	public void up() {
		runIt("pg_ctl", "--pgdata=" + data(), "--log=" + this.directory.resolve("log"), "--wait", "start");
	}

	/** Whether it answers. */
	public boolean isUp() {
		try (Connection connection = connect(url("public"))) {
			return connection.isValid(1);
		}
		catch (SQLException ex) {
			return false;
		}
	}

	/** Stops it: smart, fast, or immediate, which is a crash. */
	public void down(String mode) {
		runIt("pg_ctl", "--pgdata=" + data(), "--wait", "--mode=" + mode, "stop");
	}

	/** Has one of its programs run. */
	public void runIt(String program, String... arguments) {
		List<String> command = new ArrayList<>();
		if (isRoot()) {
			command.addAll(List.of("runuser", "-u", "postgres", "--"));
		}
		Path own = this.binaries.resolve(program);
		command.add(Files.isExecutable(own) ? own.toString() : program);
		command.addAll(List.of(arguments));
		run(command.toArray(String[]::new));
	}

	private static void run(String... command) {
		try {
			Path output = Files.createTempFile("fuse-sync-postgresql", ".log");
			Process process = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(output.toFile())
				.directory(Path.of("/tmp").toFile())
				.start();
			if (process.waitFor() != 0) {
				throw new IllegalStateException(String.join(" ", command) + ": " + Files.readString(output));
			}
			Files.delete(output);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** The address of a new, empty schema. */
	public String newSchema() {
		String name = "s" + SCHEMAS.incrementAndGet();
		execute("CREATE SCHEMA " + name);
		return url(name);
	}

	public String url(String schema) {
		return "jdbc:postgresql://localhost:" + this.port + "/postgres?currentSchema=" + schema;
	}

	/** Runs a statement as the user fuse, to whom everything belongs. */
	public void execute(String sql) {
		try (Connection connection = connect(url("public")); Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
		catch (SQLException ex) {
			throw new IllegalStateException(ex);
		}
	}

	public static Connection connect(String url) throws SQLException {
		return DriverManager.getConnection(url, "fuse", "");
	}

	/**
	 * When it was asked what, in s, if it logs all statements with the prefix {@code %n},
	 * except for the begin and end of a transaction and the empty statement by which the
	 * pool checks a connection.
	 */
	public List<Double> statements() throws IOException {
		try (Stream<String> lines = Files.lines(this.directory.resolve("log"))) {
			return lines.filter((line) -> line.matches("[0-9.]+ LOG:  (execute|statement).*"))
				.filter((line) -> !line.matches(".*: (BEGIN|COMMIT)?"))
				.map((line) -> Double.valueOf(line.substring(0, line.indexOf(' '))))
				.toList();
		}
	}

	/** How many lines of its log match. */
	public long statements(Pattern line) throws IOException {
		try (Stream<String> lines = Files.lines(this.directory.resolve("log"))) {
			return lines.filter(line.asMatchPredicate()).count();
		}
	}

	/** The process that all others of it come from. */
	public ProcessHandle process() {
		try (Stream<String> lines = Files.lines(data().resolve("postmaster.pid"))) {
			return ProcessHandle.of(Long.parseLong(lines.findFirst().orElseThrow())).orElseThrow();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	public Path directory() {
		return this.directory;
	}

	@Override
	public void close() {
		try {
			down("immediate");
		}
		catch (IllegalStateException ex) {
			// It is down already.
		}
		run("rm", "-rf", this.directory.toString());
	}

}
