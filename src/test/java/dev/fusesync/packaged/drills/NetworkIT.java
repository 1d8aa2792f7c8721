package dev.fusesync.packaged.drills;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.PostgresServer;
import dev.fusesync.support.TcpProxy;
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

/** The network between an instance and the database is cut, and stalls. */
@Tag("drill")
class NetworkIT {

	private static final Logger LOG = LoggerFactory.getLogger(NetworkIT.class);

	/** Longer than all time-outs of connections, and shorter than a lease. */
	private static final Duration STALL = Duration.ofSeconds(12);

	@TempDir
	Path directory;

	private Instances instances;

	/** The way of the first instance. */
	private TcpProxy network;

	@BeforeEach
	void start() throws Exception {
		PostgresServer server = PostgresServer.shared();
		this.instances = new Instances(this.directory, server.newSchema());
		this.network = new TcpProxy(server.port);
		this.instances.set("SPRING_DATASOURCE_URL",
				this.instances.url.replace(":" + server.port, ":" + this.network.port()));
	}

	@AfterEach
	void stop() {
		this.instances.close();
		this.network.close();
	}

	@Test
	void losesNothingWhenItIsCutAndWhenItStalls() throws Exception {
		this.instances.start(1);
		this.instances.load();
		this.instances.awaitAccepted(200);
		Load load = this.instances.loads.get(0);
		this.network.cut(true);
		int before = load.refused.get();
		await().atMost(Instances.LONG).until(() -> load.refused.get() > before + 100);
		this.network.cut(false);
		this.instances.awaitSynced(100);
		this.network.stall(true);
		TimeUnit.NANOSECONDS.sleep(STALL.toNanos());
		this.network.stall(false);
		this.instances.awaitSynced(100);
		this.instances.end();
		this.instances.report("a network that was cut and stalled");
		assertThat(this.instances.fuse.overlaps).hasValue(0);
		assertThat(this.instances.longestAnswer()).isLessThan(Instances.LONGEST_ANSWER);
		this.instances.assertLogsKeepSecrets();
	}

	/**
	 * Calls that take nearly as long as a lease, of an instance that cannot renew it:
	 * they end before the other instance makes them again.
	 */
	@Test
	void endsItsCallsBeforeAnotherInstanceMakesThem() throws Exception {
		try (WatchfulFuse fuse = new WatchfulFuse(0)) {
			this.instances.set("FUSE_BASE_PATH", fuse.basePath());
			PackagedProgram cutOff = this.instances.add();
			cutOff.start();
			this.instances.set("SPRING_DATASOURCE_URL", this.instances.url);
			this.instances.start(1);
			Set<String> accepted = new HashSet<>();
			send(accepted, 50);
			await().atMost(Instances.LONG).until(() -> fuse.synced.containsAll(accepted));
			fuse.delayMs = 28_000;
			send(accepted, 20);
			await().atMost(Instances.LONG).until(() -> fuse.open.get() >= 20);
			this.network.stall(true);
			// The other one has all buckets: the lease is over.
			await().atMost(Instances.LONG).until(() -> this.instances.owners().equals(List.of(256)));
			int aborted = fuse.aborted.get();
			assertThat(aborted).isBetween(1, 20);
			fuse.delayMs = 20;
			this.network.stall(false);
			await().atMost(Instances.LONG).until(() -> fuse.synced.containsAll(accepted));
			this.instances.awaitShares();
			send(accepted, 50);
			await().atMost(Instances.LONG).until(() -> fuse.synced.containsAll(accepted));
			LOG.info(
					"After a lease that ended during calls: {} accepted, 0 lost, {} calls aborted, {} overlapping calls",
					accepted.size(), aborted, fuse.overlaps);
			assertThat(fuse.overlaps).hasValue(0);
			assertThat(cutOff.output()).contains("The lease of this instance has ended");
		}
	}

	/** Sends so many, each of a connection of its own, to both. */
	private void send(Set<String> accepted, int count) throws Exception {
		for (int i = 0; i < count; i++) {
			Webhooks webhook = Webhooks.signed("""
					{"type":"%s","financial_connection_id":"%s"}""".formatted(Webhooks.SYNC_DATA,
					Webhooks.newConnection()));
			PackagedProgram to = this.instances.programs.get(i % this.instances.programs.size());
			await().atMost(Instances.LONG).until(() -> to.send(webhook).statusCode() == 200);
			accepted.add(FuseStandIn.sha256(webhook.body()));
		}
	}

}
