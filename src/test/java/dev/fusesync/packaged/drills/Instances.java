package dev.fusesync.packaged.drills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.PostgresServer;
import dev.fusesync.support.Webhooks;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Instances on one PostgreSQL, a load on each, and the Fuse that they call. */
final class Instances implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger(Instances.class);

	static final Duration LONG = Duration.ofMinutes(3);

	/** The answer of a request whose deadline is 4 s, on a machine that is busy. */
	static final Duration LONGEST_ANSWER = Duration.ofMillis(5_500);

	/** The connections of {@link Load}, in a line that is not about a webhook. */
	private static final Pattern CONNECTION = Pattern.compile("(?<![-0-9a-f])c[0-9]{1,3}(?![-0-9a-f])");

	private static final Pattern OWN_LINE = Pattern
		.compile("^\\S+ +[A-Z]+ .* fuse-sync\\.(?:(?!store).*|store +: Covered .*)");

	final FuseStandIn fuse;

	final List<PackagedProgram> programs = new ArrayList<>();

	final List<Load> loads = new ArrayList<>();

	private final Path directory;

	/** Where the test itself looks at the database. */
	String url;

	private final Map<String, String> settings = new HashMap<>();

	Instances(Path directory, String url) throws IOException {
		this.directory = directory;
		this.url = url;
		this.fuse = new FuseStandIn();
		this.fuse.answer = Instances::slowly;
		set("FUSE_BASE_PATH", this.fuse.basePath());
		set("FUSE_API_KEY", Webhooks.API_KEY);
		set("FUSE_CLIENT_ID", "test-client");
		set("FUSE_BREAKER_LONGESTOPEN", "1s");
		set("SPRING_DATASOURCE_URL", url);
		set("SPRING_DATASOURCE_USERNAME", "fuse");
	}

	static int slowly(String connection) throws InterruptedException {
		TimeUnit.MILLISECONDS.sleep(20);
		return 200;
	}

	/** A setting of the instances that are added later, as environment variable. */
	Instances set(String name, String value) {
		this.settings.put(name, value);
		return this;
	}

	/** One that is not started. */
	PackagedProgram add() throws IOException {
		Path own = Files.createTempDirectory(this.directory, "instance");
		PackagedProgram program = new PackagedProgram(own, Map.copyOf(this.settings));
		this.programs.add(program);
		return program;
	}

	/** Starts so many more, and returns when all share the buckets. */
	void start(int count) throws IOException {
		for (int i = 0; i < count; i++) {
			add().start();
		}
		awaitShares();
	}

	void awaitShares() {
		int share = 256 / this.programs.size();
		await().atMost(LONG)
			.ignoreExceptionsInstanceOf(SQLException.class)
			.until(() -> allRun()
					&& owners().stream().filter((buckets) -> buckets == share).count() == this.programs.size());
	}

	private boolean allRun() throws IOException {
		for (PackagedProgram program : this.programs) {
			if (!program.isAlive()) {
				throw new IllegalStateException("It has ended: " + program.output());
			}
		}
		return true;
	}

	/** Has webhooks sent to all. */
	void load() {
		this.programs.forEach((program) -> this.loads.add(new Load(program, 2, 200)));
	}

	int accepted() {
		return this.loads.stream().mapToInt((load) -> load.accepted.size()).sum();
	}

	Set<String> allAccepted() {
		Set<String> all = new HashSet<>();
		this.loads.forEach((load) -> all.addAll(load.accepted));
		return all;
	}

	/** Waits until so many more webhooks are accepted by each. */
	void awaitAccepted(int more) {
		List<Integer> before = this.loads.stream().map((load) -> load.accepted.size()).toList();
		for (int i = 0; i < before.size(); i++) {
			int of = i;
			await().atMost(LONG).until(() -> this.loads.get(of).accepted.size() >= before.get(of) + more);
		}
	}

	/** Waits until so many more webhooks are synced. */
	void awaitSynced(int more) {
		int before = this.fuse.synced.size();
		await().atMost(LONG).until(() -> this.fuse.synced.size() >= before + more);
	}

	/** Stops the load, and waits until everything is synced. */
	void end() throws Exception {
		for (Load load : this.loads) {
			load.stop();
		}
		for (Load load : this.loads) {
			await().atMost(LONG).untilAsserted(() -> assertThat(load.lost(this.fuse)).isEmpty());
			assertThat(load.otherAnswers).isSubsetOf(503);
		}
	}

	/** Logs the figures of a drill in which nothing may be lost or called for at once. */
	void report(String drill) throws Exception {
		int dead = numbers("SELECT count(*) FROM webhook WHERE state = 'dead-lettered'").get(0);
		long lost = this.loads.stream().mapToLong((load) -> load.lost(this.fuse).size()).sum();
		LOG.info(
				"After {}: {} accepted, {} lost, {} synced more than once, {} overlapping calls, {} dead-lettered, "
						+ "the longest answer {} ms, the latest sync {} ms",
				drill, accepted(), lost, this.fuse.twice(), this.fuse.overlaps, dead, longestAnswer().toMillis(),
				latest().toMillis());
		assertThat(dead).isZero();
		assertThat(lost).isZero();
	}

	Duration longestAnswer() {
		return Duration.ofMillis(this.loads.stream().mapToLong((load) -> load.slowestAnswer.get()).max().orElse(0));
	}

	Duration latest() {
		return this.loads.stream().map((load) -> load.latest(this.fuse)).max(Duration::compareTo).orElse(Duration.ZERO);
	}

	/** No log contains a value of a webhook, or a trace of the driver. */
	void assertLogsKeepSecrets(String... secrets) throws IOException {
		for (PackagedProgram program : this.programs) {
			String output = program.output();
			assertThat(output).doesNotContain("Batch entry", "Detail:");
			assertThat(traces(output)).isEmpty();
			if (secrets.length > 0) {
				assertThat(output).doesNotContain(secrets);
			}
			for (Load load : this.loads) {
				assertThat(load.signatures).noneMatch(output::contains);
			}
			assertThat(output.lines())
				.noneMatch((line) -> CONNECTION.matcher(line).find() && !OWN_LINE.matcher(line).matches());
		}
	}

	/** What stands above each stack trace, and its first lines. */
	private static List<String> traces(String output) {
		List<String> lines = output.lines().toList();
		List<String> traces = new ArrayList<>();
		for (int i = 1; i < lines.size(); i++) {
			if (lines.get(i).startsWith("\tat ") && !lines.get(i - 1).startsWith("\tat ")) {
				traces.add(String.join("\n", lines.subList(Math.max(0, i - 4), Math.min(lines.size(), i + 12))));
			}
		}
		return traces;
	}

	/** How often a log says something. */
	static long count(PackagedProgram program, String text) throws IOException {
		return program.output().lines().filter((line) -> line.contains(text)).count();
	}

	/** How many buckets each owner has. */
	List<Integer> owners() throws SQLException {
		return numbers("SELECT count(*) FROM bucket WHERE owner IS NOT NULL GROUP BY owner");
	}

	List<Integer> numbers(String sql) throws SQLException {
		return query(sql).stream().map(Integer::valueOf).toList();
	}

	/** The first column. */
	List<String> query(String sql) throws SQLException {
		List<String> found = new ArrayList<>();
		try (Connection connection = PostgresServer.connect(this.url);
				Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery(sql)) {
			while (row.next()) {
				found.add(row.getString(1));
			}
		}
		return found;
	}

	@Override
	public void close() {
		try {
			for (Load load : this.loads) {
				load.stop();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.programs.forEach(PackagedProgram::close);
		this.fuse.close();
	}

}
