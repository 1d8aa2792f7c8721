package dev.fusesync.packaged.drills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.PostgresServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/** The database's disk is full. */
@Tag("drill")
class DatabaseDiskIT {

	private Path directory;

	private Path disk;

	@BeforeEach
	void mount() throws Exception {
		// Not JUnit's, which only its own user may enter.
		this.directory = Files.createTempDirectory("fuse-sync-disk");
		this.disk = Files.createDirectory(this.directory.resolve("disk"));
		run("chmod", "755", this.directory.toString());
		assumeThat(run("mount", "-t", "tmpfs", "-o", "size=120m", "tmpfs", this.disk.toString()))
			.as("may not mount a small disk")
			.isZero();
	}

	@AfterEach
	void unmount() throws Exception {
		run("umount", this.disk.toString());
		run("rm", "-rf", this.directory.toString());
	}

	/** The tables are full, but PostgreSQL works. */
	@Test
	void refusesWhileTheTablesCannotGrow() throws Exception {
		try (PostgresServer server = PostgresServer.start()) {
			assertThat(run("chown", "postgres", this.disk.toString())).isZero();
			server.execute("CREATE TABLESPACE small LOCATION '" + this.disk + "'");
			server.execute("ALTER ROLE fuse SET default_tablespace = small");
			try (Instances instances = new Instances(this.directory, server.newSchema())) {
				refusesAndHeals(server, instances);
				PackagedProgram program = instances.programs.get(0);
				assertThat(program.output()).contains("No space left on device");
				assertThat(Instances.count(program, "Webhooks are answered with 503 until it can be"))
					.isLessThanOrEqualTo(5);
			}
		}
	}

	/** Its log is full as well, so PostgreSQL crashes. */
	@Test
	void healsWhenPostgresCanStartAgain() throws Exception {
		try (PostgresServer server = PostgresServer.startIn(Files.createDirectory(this.disk.resolve("server")),
				"max_wal_size = 32MB", "min_wal_size = 32MB");
				Instances instances = new Instances(this.directory, server.newSchema())) {
			refusesAndHeals(server, instances);
		}
	}

	private void refusesAndHeals(PostgresServer server, Instances instances) throws Exception {
		instances.start(1);
		instances.load();
		instances.awaitAccepted(100);
		Path others = fill();
		Load load = instances.loads.get(0);
		await().atMost(Instances.LONG).until(() -> load.refused.get() > 100);
		Files.delete(others);
		if (!server.isUp()) {
			server.up();
		}
		instances.awaitAccepted(50);
		instances.awaitSynced(50);
		instances.end();
		instances.report("a full disk of PostgreSQL");
		assertThat(instances.fuse.overlaps).hasValue(0);
		assertThat(instances.longestAnswer()).isLessThan(Instances.LONGEST_ANSWER);
		instances.assertLogsKeepSecrets();
	}

	/** Files of others, until nothing has room any more. */
	private Path fill() throws Exception {
		Path others = this.disk.resolve("others");
		assertThat(run("dd", "if=/dev/zero", "of=" + others, "bs=4k")).isNotZero();
		return others;
	}

	private static int run(String... command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD)
			.start();
		return process.waitFor(1, TimeUnit.MINUTES) ? process.exitValue() : -1;
	}

}
