package dev.fusesync.packaged.drills;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.PostgresServer;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Two accounts of Fuse on one PostgreSQL, each with a schema of its own. */
@Tag("drill")
class AccountsIT {

	@TempDir
	Path directory;

	private Instances account(PostgresServer server, String name) throws Exception {
		server.execute("CREATE SCHEMA " + name);
		Instances account = new Instances(Files.createDirectory(this.directory.resolve(name)), server.url(name));
		account.set("FUSE_CLIENT_ID", name + "-client");
		return account;
	}

	@Test
	void doNotMixAlsoIfOneIsKilledAndAtTheSameFirstStart() throws Exception {
		PostgresServer server = PostgresServer.shared();
		// In a pattern of SQL the first name is the second one too.
		try (Instances a = account(server, "acct_1"); Instances b = account(server, "acctx1")) {
			b.start(1);
			a.add().start();
			a.add().start();
			a.awaitShares();
			a.load();
			b.load();
			a.awaitAccepted(100);
			b.awaitAccepted(100);
			a.programs.get(0).kill();
			b.awaitAccepted(50);
			b.awaitSynced(50);
			a.programs.get(0).start();
			a.awaitAccepted(50);
			a.end();
			b.end();
			a.report("two accounts on one PostgreSQL, the first");
			b.report("two accounts on one PostgreSQL, the second");
			assertThat(a.fuse.overlaps).hasValue(0);
			assertThat(Collections.disjoint(a.fuse.synced.keySet(), b.allAccepted())).isTrue();
			assertThat(Collections.disjoint(b.fuse.synced.keySet(), a.allAccepted())).isTrue();
			assertThat(b.owners()).containsExactly(256);
			assertThat(b.numbers("SELECT count(*) FROM instance")).containsExactly(1);
			for (Instances one : List.of(a, b)) {
				Set<String> sent = new HashSet<>();
				one.loads.forEach((load) -> sent.addAll(load.signatures));
				assertThat(sent).containsAll(one.query("SELECT signature FROM webhook"));
			}
		}
	}

	@Test
	void anotherAccountIsRefusedOnTheSameSchema() throws Exception {
		PostgresServer server = PostgresServer.shared();
		try (Instances a = account(server, "acct_2")) {
			a.start(1);
			PackagedProgram wrong = a.set("FUSE_CLIENT_ID", "never-show-this-client").add();
			a.programs.remove(wrong);
			try (wrong) {
				wrong.start();
				assertThat(wrong.awaitExit()).isNotZero();
				assertThat(wrong.output()).contains("APPLICATION FAILED TO START")
					.contains("another account of Fuse", "FUSE_CLIENT_ID is ")
					.contains("FUSE_ACCOUNT_ADOPT=")
					.doesNotContain("never-show-this-client", "acct_2-client", "\tat ");
			}
			await().until(() -> a.programs.get(0).accepts(Webhooks.syncData("c1")));
		}
	}

}
