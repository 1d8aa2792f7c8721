package dev.fusesync.packaged.drills;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.fusesync.packaged.Database;
import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.PostgresServer;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A backup is restored on another machine, by the steps of operating.md. What waited at
 * its moment is synced, also what was synced since; what came after it is lost.
 */
@Tag("drill")
class RestoreIT {

	private static final ObjectMapper JSON = new ObjectMapper();

	@TempDir
	Path directory;

	private final Map<String, String> settings = new HashMap<>();

	private final List<PackagedProgram> programs = new ArrayList<>();

	private final int management = PackagedProgram.freePort();

	private FuseStandIn fuse;

	@BeforeEach
	void start() throws Exception {
		this.fuse = new FuseStandIn();
		this.fuse.answer = (connection) -> 500;
		this.settings.putAll(Map.of("FUSE_BASE_PATH", this.fuse.basePath(), "FUSE_API_KEY", Webhooks.API_KEY,
				"FUSE_CLIENT_ID", "test-client", "FUSE_RETRY_DELAYS", "1s", "FUSE_BREAKER_LONGESTOPEN", "5s",
				"MANAGEMENT_SERVER_PORT", String.valueOf(this.management), "SPRING_SECURITY_USER_PASSWORD", "pass"));
	}

	@AfterEach
	void stop() {
		this.programs.forEach(PackagedProgram::close);
		this.fuse.close();
	}

	private PackagedProgram program(String machine) throws Exception {
		PackagedProgram program = new PackagedProgram(Files.createDirectory(this.directory.resolve(machine)),
				Map.copyOf(this.settings));
		this.programs.add(program);
		return program;
	}

	private Webhooks accept(PackagedProgram program, String connection) throws Exception {
		Webhooks webhook = Webhooks.syncData(connection);
		assertThat(program.send(webhook).statusCode()).isEqualTo(200);
		return webhook;
	}

	private int times(Webhooks webhook) {
		return this.fuse.synced.getOrDefault(FuseStandIn.sha256(webhook.body()), 0);
	}

	/** Has webhooks wait, makes a backup, goes on for a while, and breaks down. */
	private List<Webhooks> lifeOf(PackagedProgram program, Backup backup) throws Exception {
		program.start();
		await().until(() -> program.accepts(Webhooks.signed("{\"type\":\"other\"}")));
		List<Webhooks> waiting = new ArrayList<>();
		for (int i : IntStream.range(0, 5).toArray()) {
			waiting.add(accept(program, "waiting-" + i));
		}
		backup.make();
		this.fuse.answer = (connection) -> connection.equals("lost") ? 500 : 200;
		await().until(() -> waiting.stream().allMatch((webhook) -> times(webhook) == 1));
		accept(program, "lost");
		program.kill();
		this.fuse.answer = (connection) -> 200;
		return waiting;
	}

	private void awaitSyncedAgain(List<Webhooks> waiting) {
		await().until(() -> waiting.stream().allMatch((webhook) -> times(webhook) == 2));
	}

	@Test
	void ofSqlite() throws Exception {
		Path backups = this.directory.resolve("backup");
		this.settings.put("FUSE_STORE_BACKUP_DIRECTORY", backups.toString());
		List<Webhooks> waiting = lifeOf(program("first"), this::backUp);
		PackagedProgram after = program("second");
		Files.createDirectory(after.data());
		Files.copy(backups.resolve(newest(backups)), after.data().resolve("fuse-sync.db"));
		after.start();
		awaitSyncedAgain(waiting);
		await().until(() -> Database.of(after).count("synced") == 5);
		assertThat(Database.of(after).states()).containsOnlyKeys("synced", "delivered");
	}

	private void backUp() throws Exception {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://localhost:" + this.management + "/actuator/store"))
			.header("Authorization",
					"Basic " + Base64.getEncoder().encodeToString("user:pass".getBytes(StandardCharsets.UTF_8)))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString("{}"))
			.build();
		HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
		assertThat(Path.of(JSON.readTree(response.body()).path("file").asText())).exists();
	}

	@Test
	void ofPostgresqlByTheJobForKubernetes() throws Exception {
		PostgresServer server = PostgresServer.shared();
		server.execute("CREATE SCHEMA kept");
		this.settings.putAll(Map.of("SPRING_DATASOURCE_URL", server.url("kept"), "SPRING_DATASOURCE_USERNAME", "fuse"));
		Path dumps = server.directory().resolve("dumps with blanks");
		server.runIt("mkdir", dumps.toString());
		List<Webhooks> waiting = lifeOf(program("first"), () -> {
			for (int i = 0; i < 3; i++) {
				server.runIt("sh", "-euc", environment(server, dumps) + script());
				assertThat(dumps.toFile().list()).hasSize(Math.min(2, i + 1))
					.allMatch((name) -> name.endsWith(".dump"));
				// The next one has the next second in its name.
				Instant made = Instant.now();
				await().until(() -> Instant.now().getEpochSecond() > made.getEpochSecond());
			}
		});
		server.execute("CREATE DATABASE restored");
		server.runIt("pg_restore", "--host=localhost", "--port=" + server.port, "--username=fuse", "--dbname=restored",
				"--single-transaction", "--no-owner", dumps.resolve(newest(dumps)).toString());
		String restored = server.url("kept").replace("/postgres?", "/restored?");
		this.settings.put("SPRING_DATASOURCE_URL", restored);
		program("second").start();
		awaitSyncedAgain(waiting);
		try (Connection connection = PostgresServer.connect(restored);
				Statement statement = connection.createStatement();
				ResultSet row = statement.executeQuery("SELECT count(*) FROM webhook WHERE connection = 'lost'")) {
			row.next();
			assertThat(row.getInt(1)).isZero();
		}
	}

	private static String newest(Path directory) {
		return Stream.of(directory.toFile().list()).max(String::compareTo).orElseThrow();
	}

	private static String environment(PostgresServer server, Path dumps) {
		return "export PGHOST=localhost PGPORT=" + server.port + " PGUSER=fuse PGDATABASE=postgres PGSCHEMA=kept "
				+ "BACKUP_KEEP=2 BACKUP_DIRECTORY='" + dumps + "'\n";
	}

	private static String script() throws Exception {
		JsonNode job = new ObjectMapper(new YAMLFactory())
			.readTree(Path.of("src/main/kubernetes/components/postgresql-backup/cronjob.yaml").toFile());
		return job.at("/spec/jobTemplate/spec/template/spec/containers/0/args/0").asText();
	}

	@FunctionalInterface
	private interface Backup {

		void make() throws Exception;

	}

}
