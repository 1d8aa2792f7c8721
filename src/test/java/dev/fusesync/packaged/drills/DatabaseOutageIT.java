package dev.fusesync.packaged.drills;

import java.nio.file.Path;
import java.util.List;

import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.store.Queues;
import dev.fusesync.support.PostgresServer;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * PostgreSQL stops, crashes and starts again under load: webhooks get 503 meanwhile, and
 * nothing has to be restarted.
 */
@Tag("drill")
class DatabaseOutageIT {

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(ints = { 1, 2 })
	void losesNothingAndHeals(int count) throws Exception {
		try (PostgresServer server = PostgresServer.start();
				Instances instances = new Instances(this.directory, server.newSchema())) {
			instances.start(count);
			instances.load();
			instances.awaitAccepted(200);
			stopped(server, instances, "fast");
			stopped(server, instances, "immediate");
			server.down("fast");
			server.up();
			instances.awaitSynced(200);
			instances.end();
			instances.report("two outages and a restart of PostgreSQL, instances: " + count);
			assertThat(instances.fuse.overlaps).hasValue(0);
			assertThat(instances.longestAnswer()).isLessThan(Instances.LONGEST_ANSWER);
			instances.assertLogsKeepSecrets();
			for (PackagedProgram program : instances.programs) {
				assertSaysItOnce(program, 2, 3);
			}
		}
	}

	private void stopped(PostgresServer server, Instances instances, String mode) throws Exception {
		server.down(mode);
		for (PackagedProgram program : instances.programs) {
			await().atMost(Instances.LONG).until(() -> program.send(Webhooks.syncData("none")).statusCode() == 503);
		}
		// Longer than the pauses of everything that asks the database again and again.
		List<Integer> before = instances.loads.stream().map((load) -> load.refused.get()).toList();
		await().atMost(Instances.LONG)
			.until(() -> instances.loads.stream().allMatch((load) -> load.refused.get() > before.get(0) + 300));
		server.up();
		instances.awaitAccepted(50);
		instances.awaitSynced(50);
	}

	/** The end of the writer, of the queue and of the lease, and the way back. */
	private static void assertSaysItOnce(PackagedProgram program, int least, int most) throws Exception {
		long written = Instances.count(program, "Webhooks are answered with 503 until it can be");
		assertThat(written).isBetween((long) least, (long) most);
		assertThat(Instances.count(program, "The database can be written again")).isEqualTo(written);
		// Each queue says it for itself, unless the writer has noticed before.
		assertThat(program.output().lines()).filteredOn((line) -> line.contains("cannot be read"))
			.allMatch((line) -> line.contains("The queue "));
		for (String queue : Queues.ALL) {
			assertThat(program.output().lines())
				.filteredOn((line) -> line.contains("The queue " + queue + " cannot be read"))
				.hasSizeLessThanOrEqualTo(most);
		}
		// The pool's own lines; ours may end with what the pool says.
		assertThat(program.output().lines()).filteredOn((line) -> line.contains("store-readers"))
			.allMatch((line) -> line.contains("cannot be read"));
		// It is renewed every few seconds.
		await().atMost(Instances.LONG)
			.untilAsserted(() -> assertThat(Instances.count(program, "The lease of this instance cannot be renewed"))
				.isEqualTo(Instances.count(program, "The lease of this instance is renewed again")));
	}

}
