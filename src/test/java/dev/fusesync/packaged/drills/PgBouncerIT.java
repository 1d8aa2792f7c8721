package dev.fusesync.packaged.drills;

import java.nio.file.Files;
import java.nio.file.Path;

import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.PostgresServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** Through PgBouncer, which gives a server connection for a transaction only. */
@Tag("drill")
class PgBouncerIT {

	private static final Path BOUNCER = Path.of("/usr/sbin/pgbouncer");

	private final int port = PackagedProgram.freePort();

	@TempDir
	Path directory;

	@Test
	void losesNothingThroughATransactionPool() throws Exception {
		assumeThat(BOUNCER).as("PgBouncer is not installed").isExecutable();
		try (PostgresServer server = PostgresServer.start();
				Instances instances = new Instances(this.directory, server.url("pooled"))) {
			server.execute("CREATE ROLE pooled LOGIN");
			server.execute("CREATE SCHEMA pooled AUTHORIZATION pooled");
			server.execute("ALTER ROLE pooled SET search_path = pooled");
			configure(server);
			server.runIt(BOUNCER.toString(), "--daemon", file(server, "ini").toString());
			instances.set("SPRING_DATASOURCE_USERNAME", "pooled")
				.set("SPRING_DATASOURCE_URL",
						"jdbc:postgresql://localhost:" + this.port + "/postgres?prepareThreshold=0");
			instances.start(2);
			instances.load();
			instances.awaitAccepted(200);
			kill(server);
			server.runIt(BOUNCER.toString(), "--daemon", file(server, "ini").toString());
			instances.awaitAccepted(100);
			server.down("fast");
			server.up();
			instances.awaitAccepted(100);
			instances.awaitSynced(100);
			instances.end();
			instances.report("restarts of PgBouncer and of PostgreSQL behind it");
			assertThat(instances.fuse.overlaps).hasValue(0);
			assertThat(instances.longestAnswer()).isLessThan(Instances.LONGEST_ANSWER);
			instances.assertLogsKeepSecrets();
			kill(server);
		}
	}

	private void configure(PostgresServer server) {
		server.append("pgbouncer.users", "\"pooled\" \"\"\n");
		server.append("pgbouncer.ini", """
				[databases]
				postgres = host=127.0.0.1 port=%d
				[pgbouncer]
				listen_addr = 127.0.0.1
				listen_port = %d
				unix_socket_dir =
				auth_type = trust
				auth_file = %s
				logfile = %s
				pidfile = %s
				pool_mode = transaction
				default_pool_size = 6
				ignore_startup_parameters = extra_float_digits
				""".formatted(server.port, this.port, file(server, "users"), file(server, "log"), file(server, "pid")));
	}

	private static Path file(PostgresServer server, String type) {
		return server.directory().resolve("data/pgbouncer." + type);
	}

	private static void kill(PostgresServer server) throws Exception {
		long pid = Long.parseLong(Files.readString(file(server, "pid")).strip());
		ProcessHandle bouncer = ProcessHandle.of(pid).orElseThrow();
		assertThat(bouncer.destroyForcibly()).isTrue();
		bouncer.onExit().join();
		Files.delete(file(server, "pid"));
	}

}
