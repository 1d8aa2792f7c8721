package dev.fusesync.packaged.drills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;

import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.PostgresServer;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ScriptUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The user of the database: its password changes, its rights are few, its tables new. */
@Tag("drill")
class DatabaseAccountIT {

	private static final Logger LOG = LoggerFactory.getLogger(DatabaseAccountIT.class);

	private static final List<String> PASSWORDS = List.of("first-pass-4711", "second-pass-4712", "third-pass-4713");

	/**
	 * Longer than a reconnect takes, and shorter than anything that would need a person.
	 */
	private static final long RECONNECT_MS = 5_000;

	@TempDir
	Path directory;

	@Test
	void acceptsWebhooksWhileThePasswordIsRotated() throws Exception {
		Path file = this.directory.resolve("password");
		Files.writeString(file, PASSWORDS.get(0));
		try (PostgresServer server = withPasswords();
				Instances instances = new Instances(this.directory, server.url("app"))) {
			instances.set("SPRING_DATASOURCE_USERNAME", "app").set("SPRING_DATASOURCE_PASSWORD", "file:" + file);
			instances.start(2);
			instances.load();
			instances.awaitAccepted(100);
			for (String password : PASSWORDS.subList(1, 3)) {
				server.execute("ALTER ROLE app PASSWORD '" + password + "'");
				Files.writeString(file, password + "\n");
				disconnect(server);
				instances.awaitAccepted(100);
				instances.awaitSynced(100);
			}
			long longest = instances.loads.stream().mapToLong((load) -> load.slowestAcceptance.get()).max().getAsLong();
			int refused = instances.loads.stream().mapToInt((load) -> load.refused.get()).sum();
			LOG.info("Rotated twice under load: {} webhooks refused, the longest accepted after {} ms", refused,
					longest);
			assertThat(longest).isLessThan(RECONNECT_MS);
			withoutThePasswordForAWhile(server, instances, file);
			instances.end();
			instances.report("a rotated password");
			assertThat(instances.fuse.overlaps).hasValue(0);
			instances.assertLogsKeepSecrets(PASSWORDS.toArray(String[]::new));
		}
	}

	/** As when the file is deleted and written again. */
	private void withoutThePasswordForAWhile(PostgresServer server, Instances instances, Path file) throws Exception {
		Files.delete(file);
		disconnect(server);
		for (PackagedProgram program : instances.programs) {
			await().atMost(Instances.LONG).until(() -> program.send(Webhooks.syncData("none")).statusCode() == 503);
			assertThat(program.output()).contains("spring.datasource.password names a file that cannot be read");
		}
		Files.writeString(file, PASSWORDS.get(2));
		instances.awaitAccepted(50);
		assertThat(instances.programs).allMatch(PackagedProgram::isAlive);
	}

	private static void disconnect(PostgresServer server) {
		server.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'app'");
	}

	/** One where the user app has to log in. */
	private static PostgresServer withPasswords() {
		PostgresServer server = PostgresServer.start();
		server.execute("CREATE ROLE app LOGIN PASSWORD '" + PASSWORDS.get(0) + "'");
		server.execute("CREATE SCHEMA app AUTHORIZATION app");
		server.append("scram.conf", "host all app all scram-sha-256\nhost all all all trust\n");
		server.configure("hba_file = '" + server.directory().resolve("data/scram.conf") + "'");
		server.down("fast");
		server.up();
		return server;
	}

	@Test
	void worksWithTheTablesOfTheNextVersion() throws Exception {
		try (Instances instances = new Instances(this.directory, PostgresServer.shared().newSchema())) {
			instances.start(1);
			instances.load();
			instances.awaitAccepted(100);
			try (Connection connection = PostgresServer.connect(instances.url)) {
				ScriptUtils.executeSqlScript(connection, new ClassPathResource("store/postgresql/V2.sql"));
			}
			instances.awaitAccepted(100);
			instances.awaitSynced(100);
			instances.start(1);
			instances.load();
			instances.awaitAccepted(100);
			instances.end();
			instances.report("a migration to the next version under load");
			assertThat(instances.numbers("SELECT count(*) FROM webhook WHERE made_up <> 'nothing'")).containsExactly(0);
			assertThat(instances.fuse.overlaps).hasValue(0);
			assertThat(instances.longestAnswer()).isLessThan(Instances.LONGEST_ANSWER);
			try (Connection connection = PostgresServer.connect(instances.url)) {
				connection.createStatement().execute("UPDATE schema_version SET version = 3, oldest = 3");
			}
			assertRefused(instances, "The tables of the store were written by a newer fuse-sync (schema 3, this one "
					+ "supports up to 1).");
		}
	}

	@Test
	void startsWithoutTheRightToCreateTables() throws Exception {
		PostgresServer server = PostgresServer.shared();
		server.execute("CREATE ROLE clerk LOGIN");
		try (Instances instances = new Instances(this.directory, server.newSchema())) {
			String schema = instances.url.replaceFirst(".*=", "");
			server.execute("GRANT USAGE ON SCHEMA " + schema + " TO clerk");
			instances.set("SPRING_DATASOURCE_USERNAME", "clerk");
			assertRefused(instances,
					"The tables of the store cannot be created or changed: ERROR: permission denied for schema "
							+ schema,
					"have another user run the script postgresql/V1.sql");
			try (Connection connection = PostgresServer.connect(instances.url)) {
				ScriptUtils.executeSqlScript(connection, new ClassPathResource("store/postgresql/V1.sql"));
			}
			server.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA " + schema + " TO clerk");
			server.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA " + schema + " TO clerk");
			instances.start(1);
			instances.load();
			instances.awaitAccepted(50);
			instances.end();
			instances.report("a start without the right to create tables");
		}
	}

	@Test
	void refusesAServerThatCommitsBeforeTheDiskHasIt() throws Exception {
		try (PostgresServer server = PostgresServer.start("fsync = off");
				Instances instances = new Instances(this.directory, server.newSchema())) {
			assertRefused(instances, "PostgreSQL commits before a webhook is on disk, since fsync is off and "
					+ "synchronous_commit is on.");
		}
	}

	@Test
	void refusesAUserWhoseCommitsDoNotWaitForTheDisk() throws Exception {
		PostgresServer server = PostgresServer.shared();
		server.execute("CREATE ROLE hasty SUPERUSER LOGIN");
		server.execute("ALTER ROLE hasty SET synchronous_commit = off");
		try (Instances instances = new Instances(this.directory, server.newSchema())) {
			instances.set("SPRING_DATASOURCE_USERNAME", "hasty");
			assertRefused(instances, "PostgreSQL commits before a webhook is on disk, since fsync is on and "
					+ "synchronous_commit is off.");
		}
	}

	private static void assertRefused(Instances instances, String... sentences) throws Exception {
		PackagedProgram program = instances.add();
		program.start();
		assertThat(program.awaitExit()).isNotZero();
		instances.programs.remove(program);
		assertSentences(program, sentences);
	}

	private static void assertSentences(PackagedProgram program, String... sentences) throws IOException {
		assertThat(program.output()).contains("APPLICATION FAILED TO START")
			.contains(sentences)
			.doesNotContain("\tat ", "Caused by");
	}

}
