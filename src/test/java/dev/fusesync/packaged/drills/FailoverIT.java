package dev.fusesync.packaged.drills;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.PostgresServer;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The primary crashes, and its replica takes over. What was accepted is compared with the
 * bodies that the new primary has, before the instances find it: Fuse is down until then,
 * so that each accepted webhook has to be there.
 */
@Tag("drill")
class FailoverIT {

	private static final Logger LOG = LoggerFactory.getLogger(FailoverIT.class);

	private static final String BODIES = "SELECT encode(sha256(bytes), 'hex') FROM body";

	@TempDir
	Path directory;

	private PostgresServer primary;

	private PostgresServer replica;

	private Instances instances;

	@BeforeEach
	void start() throws Exception {
		this.primary = PostgresServer.start();
		String schema = this.primary.newSchema();
		this.replica = this.primary.startReplica();
		this.instances = new Instances(this.directory, schema);
		this.instances.set("SPRING_DATASOURCE_URL", "jdbc:postgresql://localhost:" + this.primary.port + ",localhost:"
				+ this.replica.port + "/" + schema.replaceFirst(".*/", ""));
		this.instances.set("FUSE_RETRY_DELAYS", "2s");
	}

	@AfterEach
	void stop() {
		this.instances.close();
		this.replica.close();
		this.primary.close();
	}

	@Test
	void losesNothingWithASynchronousReplica() throws Exception {
		waitForReplica();
		this.instances.start(2);
		this.instances.fuse.answer = (connection) -> 503;
		this.instances.load();
		this.instances.awaitAccepted(300);
		failOver();
		Set<String> lost = this.instances.allAccepted();
		int accepted = lost.size();
		Set<String> stored = stored();
		lost.removeAll(stored);
		LOG.info("After a failover to a synchronous replica: {} accepted until then, {} lost", accepted, lost.size());
		assertThat(lost).isEmpty();
		this.instances.awaitAccepted(50);
		this.instances.fuse.answer = Instances::slowly;
		this.instances.end();
		this.instances.report("a failover to a synchronous replica");
		assertThat(this.instances.fuse.overlaps).hasValue(0);
		assertThat(this.instances.longestAnswer()).isLessThan(Instances.LONGEST_ANSWER);
		this.instances.assertLogsKeepSecrets();
	}

	/**
	 * What the documents say: the webhooks that have not reached the replica are gone.
	 */
	@Test
	void losesWhatAnAsynchronousReplicaDoesNotHave() throws Exception {
		this.instances.start(2);
		this.instances.fuse.answer = (connection) -> 503;
		this.instances.load();
		this.instances.awaitAccepted(200);
		Set<String> before = this.instances.allAccepted();
		await().atMost(Instances.LONG).until(() -> hasAll(before));
		this.replica.execute("ALTER SYSTEM SET primary_conninfo = ''");
		this.replica.execute("SELECT pg_reload_conf()");
		await().atMost(Instances.LONG)
			.until(() -> this.instances.numbers("SELECT count(*) FROM pg_stat_replication").equals(List.of(0)));
		this.instances.awaitAccepted(100);
		failOver();
		Set<String> acceptedUntilThen = this.instances.allAccepted();
		Set<String> lost = new HashSet<>(acceptedUntilThen);
		lost.removeAll(stored());
		assertThat(lost).hasSizeGreaterThanOrEqualTo(200).doesNotContainAnyElementsOf(before);
		this.instances.awaitAccepted(50);
		this.instances.fuse.answer = Instances::slowly;
		for (Load load : this.instances.loads) {
			load.stop();
		}
		Set<String> kept = this.instances.allAccepted();
		kept.removeAll(lost);
		await().atMost(Instances.LONG).until(() -> this.instances.fuse.synced.keySet().containsAll(kept));
		LOG.info(
				"After a failover to an asynchronous replica that was held back: {} accepted until then, {} lost, "
						+ "{} kept and synced, {} overlapping calls",
				acceptedUntilThen.size(), lost.size(), kept.size(), this.instances.fuse.overlaps);
		assertThat(this.instances.fuse.overlaps).hasValue(0);
	}

	@Test
	void doesNotAnswer200WhenTheWaitForTheReplicaIsCancelled() throws Exception {
		waitForReplica();
		this.instances.start(1);
		PackagedProgram program = this.instances.programs.get(0);
		await().atMost(Instances.LONG).until(() -> program.accepts(Webhooks.syncData("up")));
		this.replica.down("fast");
		AtomicInteger cancelled = new AtomicInteger();
		long longest = 0;
		for (int i = 0; i < 5; i++) {
			long begin = System.nanoTime();
			CompletableFuture<Integer> answer = send(program);
			await().atMost(Instances.LONG).until(() -> cancelled.addAndGet(cancelWaits()) > 0 || answer.isDone());
			assertThat(answer.get()).isEqualTo(503);
			longest = Math.max(longest, TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
		}
		LOG.info("Of 5 webhooks without a replica 0 were accepted, {} commits were cancelled, the longest answer {} ms",
				cancelled, longest);
		assertThat(cancelled).hasPositiveValue();
		// Also those of commits that the program has given up.
		assertThat(this.instances.query("SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'"))
			.hasSizeLessThanOrEqualTo(2);
		assertThat(longest).isLessThan(Instances.LONGEST_ANSWER.toMillis());
		assertThat(program.output()).contains("canceling wait for synchronous replication");
		this.replica.up();
		await().atMost(Instances.LONG).until(() -> program.accepts(Webhooks.syncData("up")));
	}

	private static CompletableFuture<Integer> send(PackagedProgram program) {
		return CompletableFuture.supplyAsync(() -> {
			try {
				return program.send(Webhooks.syncData("waits")).statusCode();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	/** Cancels the commits that wait for the replica. */
	private int cancelWaits() throws SQLException {
		return this.instances.query("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
			.size();
	}

	private void waitForReplica() {
		this.primary.execute("ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (replica)'");
		this.primary.execute("SELECT pg_reload_conf()");
		await().atMost(Instances.LONG)
			.until(() -> this.instances.query("SELECT sync_state FROM pg_stat_replication").equals(List.of("quorum")));
	}

	private boolean hasAll(Set<String> webhooks) throws SQLException {
		return stored().containsAll(webhooks);
	}

	private Set<String> stored() throws SQLException {
		String primary = this.instances.url;
		try {
			this.instances.url = primary.replace(":" + this.primary.port + "/", ":" + this.replica.port + "/");
			return new HashSet<>(this.instances.query(BODIES));
		}
		finally {
			this.instances.url = primary;
		}
	}

	private void failOver() {
		this.primary.down("immediate");
		this.replica.promote();
		this.instances.url = this.instances.url.replace(":" + this.primary.port + "/", ":" + this.replica.port + "/");
	}

}
