package dev.fusesync.store.upkeep;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.stream.Stream;

import dev.fusesync.store.Queues;
import dev.fusesync.store.StoreFixture;
import dev.fusesync.store.StoreSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** A backup is a database that the program can start with. */
class BackupsTest {

	@TempDir
	private Path directory;

	private StoreFixture fixture;

	private Backups backups;

	private Path copies;

	@BeforeEach
	void open() throws Exception {
		this.fixture = new StoreFixture(this.directory.resolve("data"));
		this.copies = this.directory.resolve("copies");
		this.backups = new Backups(this.fixture.dialect(), new StoreSettings.Backup("", this.copies, 2),
				this.fixture.clock);
	}

	@AfterEach
	void close() throws Exception {
		this.fixture.close();
	}

	@Test
	void aBackupCanBeStartedWith() throws Exception {
		String id = this.fixture.add("a");
		Path copy = this.backups.run();
		this.fixture.add("later");
		Path other = Files.createDirectory(this.directory.resolve("restored"));
		Files.copy(copy, other.resolve("fuse-sync.db"));
		try (StoreFixture restored = new StoreFixture(other)) {
			assertThat(restored.state(id)).isEqualTo("waiting");
			assertThat(restored.store().load(1, Long.MAX_VALUE).orElseThrow().body())
				.isEqualTo(new byte[] { '{', '}' });
			assertThat(restored.store().counts().waiting(Queues.INBOX)).isEqualTo(1);
			restored.add("new");
			assertThat(restored.number("PRAGMA auto_vacuum")).isEqualTo(2);
		}
	}

	@Test
	void onlyTheNewestCopiesAreKept() throws Exception {
		Path first = this.backups.run();
		this.fixture.clock.step(Duration.ofHours(1));
		Path second = this.backups.run();
		this.fixture.clock.step(Duration.ofHours(1));
		Path third = this.backups.run();
		assertThat(first).doesNotExist();
		try (Stream<Path> files = Files.list(this.copies)) {
			assertThat(files).containsExactlyInAnyOrder(second, third);
		}
	}

	@Test
	void aCopyIsForItsOwnerAlone() throws Exception {
		Path copy = this.backups.run();
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(copy))).isEqualTo("rw-------");
		assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(this.copies))).isEqualTo("rwx------");
	}

	@Test
	void theEndpointShowsTheStateAndMakesABackup() throws Exception {
		this.fixture.add("a");
		StoreInspection endpoint = new StoreInspection(this.fixture.store(), this.fixture.dialect(), this.backups);
		StoreState state = endpoint.state();
		assertThat(state.place()).isEqualTo(this.fixture.database().toString());
		assertThat(state.size()).isPositive();
		assertThat(state.waiting()).containsEntry(Queues.INBOX, 1L).containsEntry(Queues.OTHER_EVENTS, 0L);
		assertThat(state.trouble()).isNull();
		assertThat(Path.of(endpoint.backup().get("file"))).exists();
	}

}
