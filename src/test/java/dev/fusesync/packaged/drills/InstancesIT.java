package dev.fusesync.packaged.drills;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.PostgresServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Two instances on one PostgreSQL lose nothing, and call Fuse once at a time for a
 * connection.
 */
@Tag("drill")
class InstancesIT {

	private static final int KILLS = Integer.getInteger("fuse-sync.kills", 3);

	/** A lease, and the time that another instance takes to notice its end. */
	private static final Duration FREEZE = Duration.ofSeconds(40);

	/** Shorter than a lease: the buckets were given back. */
	private static final Duration SOON = Duration.ofSeconds(25);

	@TempDir
	Path directory;

	private Instances instances;

	private PackagedProgram a;

	private PackagedProgram b;

	@BeforeAll
	static void installed() {
		PostgresServer.shared();
	}

	@BeforeEach
	void startBoth() throws IOException {
		this.instances = new Instances(this.directory, PostgresServer.shared().newSchema());
		this.instances.start(2);
		this.instances.load();
		this.a = this.instances.programs.get(0);
		this.b = this.instances.programs.get(1);
	}

	@AfterEach
	void close() {
		this.instances.close();
	}

	@Test
	void loseNothingWhenKilled() throws Exception {
		Random random = new Random();
		for (int kill = 1; kill <= KILLS; kill++) {
			int before = this.instances.accepted();
			await().atMost(Instances.LONG).until(() -> this.instances.accepted() > before + 50 + random.nextInt(500));
			PackagedProgram one = random.nextBoolean() ? this.a : this.b;
			one.kill();
			one.start();
		}
		this.instances.end();
		this.instances.report(KILLS + " kills of one of two instances");
		assertThat(this.instances.fuse.overlaps).hasValue(0);
	}

	@Test
	void anInstanceThatWasFrozenBeginsAgain() throws Exception {
		AtomicInteger overlaps = this.instances.fuse.overlaps;
		this.instances.awaitAccepted(100);
		signal("STOP", this.a);
		TimeUnit.NANOSECONDS.sleep(FREEZE.toNanos());
		awaitOwners(256);
		int before = overlaps.get();
		signal("CONT", this.a);
		awaitOwners(128, 128);
		this.instances.end();
		this.instances.report("a freeze, " + (overlaps.get() - before) + " overlapping calls");
		assertThat(before).isZero();
		assertThat(this.a.output()).contains("The lease of this instance has ended");
		// No more than it was calling for when it froze.
		assertThat(overlaps.get()).isLessThanOrEqualTo(64);
	}

	@Test
	void areRestartedOneAfterTheOther() throws Exception {
		for (PackagedProgram one : List.of(this.a, this.b, this.a)) {
			int before = this.instances.accepted();
			await().atMost(Instances.LONG).until(() -> this.instances.accepted() > before + 100);
			one.stop();
			assertThat(one.awaitExit()).isEqualTo(143);
			awaitOwners(256);
			one.start();
			awaitOwners(128, 128);
		}
		this.instances.end();
		this.instances.report("a rolling restart");
		assertThat(this.instances.fuse.overlaps).hasValue(0);
		assertThat(this.instances.fuse.twice()).isZero();
		assertThat(this.instances.latest()).isLessThan(SOON);
	}

	private void awaitOwners(Integer... buckets) {
		await().atMost(Instances.LONG).until(() -> this.instances.owners().equals(List.of(buckets)));
	}

	private static void signal(String signal, PackagedProgram program) throws Exception {
		assertThat(new ProcessBuilder("kill", "-" + signal, String.valueOf(program.pid())).start().waitFor()).isZero();
	}

}
