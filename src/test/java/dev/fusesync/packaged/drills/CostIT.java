package dev.fusesync.packaged.drills;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

import com.sun.tools.attach.VirtualMachine;
import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.packaged.Strace;
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
 * What a webhook costs, from its receipt until it is synced, in counts that no other load
 * on the machine changes. One webhook is sent at a time, so that none shares a commit
 * with another.
 */
@Tag("drill")
class CostIT {

	private static final Logger LOG = LoggerFactory.getLogger(CostIT.class);

	private static final int MANY = 2_000;

	private static final int SOME = 300;

	/** Half as much again as was measured, 135 KB. */
	private static final long MOST_BYTES = 200_000;

	/**
	 * What a webhook of its own takes: a commit that stores it, and one for its outcome.
	 */
	private static final int COMMITS = 2;

	/**
	 * The row, its body, the outcome, the body's end, and when its connection was synced.
	 */
	private static final int STATEMENTS = 5;

	/**
	 * One that receives it, one that syncs it, a copy for each of the two steps of
	 * dispatch, from which it would be redelivered, and the notice's.
	 */
	private static final int EXCHANGES = 5;

	private static final Pattern STATEMENT = Pattern
		.compile(".*LOG:  execute [^:]*: (INSERT|UPDATE|DELETE|SELECT|WITH).*\\b(webhook|body|event|connection)\\b.*");

	@TempDir
	Path directory;

	private final FuseStandIn fuse;

	private final Map<String, String> environment;

	CostIT() throws IOException {
		this.fuse = new FuseStandIn();
		this.environment = new HashMap<>(Map.of("FUSE_BASE_PATH", this.fuse.basePath(), "FUSE_API_KEY",
				Webhooks.API_KEY, "FUSE_CLIENT_ID", "test-client"));
	}

	@AfterEach
	void stopFuse() {
		this.fuse.close();
	}

	@Test
	void allocatesNoMoreThanItUsedTo() throws Exception {
		try (PackagedProgram program = start()) {
			sync(program, MANY);
			long before = allocated(program);
			sync(program, MANY);
			long bytes = (allocated(program) - before) / MANY;
			LOG.info("After {} webhooks: each allocates {} bytes", MANY, bytes);
			assertThat(bytes).isBetween(10_000L, MOST_BYTES);
		}
	}

	/** The heap has room for all that they leave, so that none of it is collected. */
	@Test
	void makesFiveExchanges() throws Exception {
		try (PackagedProgram program = start("-Xmx512m", "-Xmn400m")) {
			sync(program, SOME);
			diagnose(program, "gcRun");
			long before = exchanges(program);
			sync(program, SOME);
			double exchanges = (exchanges(program) - before) / (double) SOME;
			LOG.info("After {} webhooks: each makes {} exchanges", SOME, exchanges);
			assertThat(exchanges).isEqualTo(EXCHANGES);
		}
	}

	/** A checkpoint of the log syncs twice, once for hundreds of pages. */
	@Test
	void waitsForTheDiskTwice() throws Exception {
		try (PackagedProgram program = start()) {
			sync(program, SOME);
			Strace strace = Strace.attach(program, this.directory, "-y", "-e", "trace=fsync,fdatasync");
			try (strace) {
				sync(program, SOME);
			}
			long ofLog = strace.calls().stream().filter((call) -> call.matches(".*sync\\(\\d+<.*-wal>.*")).count();
			long ofFile = strace.calls().stream().filter((call) -> call.matches(".*sync\\(\\d+<.*\\.db>.*")).count();
			LOG.info("After {} webhooks: {} syncs of the log and {} of the file", SOME, ofLog, ofFile);
			assertThat(ofLog).isBetween((long) SOME, SOME * COMMITS + ofFile + SOME / 10);
			assertThat(ofFile).isLessThan(SOME / 10);
		}
	}

	@Test
	void takesFiveStatements() throws Exception {
		try (PostgresServer server = PostgresServer.start("log_statement = 'all'", "log_line_prefix = '%n '")) {
			this.environment.put("SPRING_DATASOURCE_URL", server.newSchema());
			this.environment.put("SPRING_DATASOURCE_USERNAME", "fuse");
			try (PackagedProgram program = start()) {
				sync(program, SOME);
				long before = server.statements(STATEMENT);
				sync(program, SOME);
				double statements = (server.statements(STATEMENT) - before) / (double) SOME;
				LOG.info("After {} webhooks: each takes {} statements", SOME, statements);
				assertThat(statements).isBetween(1.0, STATEMENTS * 1.2);
			}
		}
	}

	private PackagedProgram start(String... options) throws IOException {
		PackagedProgram program = new PackagedProgram(this.directory, this.environment, options);
		program.start();
		await().until(() -> program.accepts(Webhooks.syncData("first")));
		await().until(() -> !this.fuse.synced.isEmpty());
		return program;
	}

	private void sync(PackagedProgram program, int count) throws Exception {
		for (int i = 0; i < count; i++) {
			int before = this.fuse.synced.size();
			assertThat(program.send(Webhooks.syncData(Webhooks.newConnection())).statusCode()).isEqualTo(200);
			await().pollInterval(Duration.ofMillis(1)).until(() -> this.fuse.synced.size() > before);
		}
	}

	/** By all threads that there are; those that work on webhooks stay. */
	private static long allocated(PackagedProgram program) throws Exception {
		return call(program, (mbeans) -> {
			ObjectName threading = new ObjectName("java.lang:type=Threading");
			Object ids = mbeans.getAttribute(threading, "AllThreadIds");
			long[] bytes = (long[]) mbeans.invoke(threading, "getThreadAllocatedBytes", new Object[] { ids },
					new String[] { "[J" });
			return LongStream.of(bytes).sum();
		});
	}

	private static long exchanges(PackagedProgram program) throws Exception {
		return Arrays.stream(diagnose(program, "gcClassHistogram", "-all").split("\n"))
			.map((line) -> line.strip().split("\\s+"))
			.filter((columns) -> columns.length > 3 && columns[3].equals("org.apache.camel.support.DefaultExchange"))
			.mapToLong((columns) -> Long.parseLong(columns[1]))
			.sum();
	}

	private static String diagnose(PackagedProgram program, String command, String... arguments) throws Exception {
		return call(program,
				(mbeans) -> (String) mbeans.invoke(new ObjectName("com.sun.management:type=DiagnosticCommand"), command,
						(arguments.length > 0) ? new Object[] { arguments } : new Object[0],
						(arguments.length > 0) ? new String[] { String[].class.getName() } : new String[0]));
	}

	private static <T> T call(PackagedProgram program, Call<T> call) throws Exception {
		VirtualMachine machine = VirtualMachine.attach(String.valueOf(program.pid()));
		try (JMXConnector connector = JMXConnectorFactory
			.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
			return call.to(connector.getMBeanServerConnection());
		}
		finally {
			machine.detach();
		}
	}

	@FunctionalInterface
	private interface Call<T> {

		T to(MBeanServerConnection mbeans) throws Exception;

	}

}
