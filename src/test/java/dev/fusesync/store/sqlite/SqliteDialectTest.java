package dev.fusesync.store.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.fusesync.settings.SettingsException;
import dev.fusesync.store.Counts;
import dev.fusesync.store.StoreFixture;
import dev.fusesync.store.WriteSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What the data directory holds, who may use it, and which ones are refused. */
class SqliteDialectTest {

	@TempDir
	private Path directory;

	private Path data() {
		return this.directory.resolve("data");
	}

	private SqliteDialect open() {
		return new SqliteDialect(StoreFixture.settings(data()));
	}

	private static String rights(Path path) throws Exception {
		return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
	}

	@Test
	void theDirectoryAndItsFilesAreForTheirOwnerAlone() throws Exception {
		SqliteDialect dialect = open();
		try (WriteSession session = dialect.openWriter(new Counts())) {
			session.begin();
			session.insert(StoreFixture.webhook("a"), null, 0);
			session.commit();
			assertThat(rights(data())).isEqualTo("rwx------");
			for (String name : List.of("fuse-sync.db", "fuse-sync.db-wal", "fuse-sync.db-shm")) {
				assertThat(rights(data().resolve(name))).as(name).isEqualTo("rw-------");
			}
		}
		dialect.destroy();
	}

	@Test
	void aSecondUserOfTheDirectoryIsRefused() throws Exception {
		SqliteDialect first = open();
		assertThatExceptionOfType(SettingsException.class).isThrownBy(this::open)
			.withMessageContaining("Another fuse-sync uses the data directory " + data());
		first.destroy();
		open().destroy();
	}

	@Test
	void aSecondProcessIsRefused() throws Exception {
		SqliteDialect first = open();
		Process second = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
				System.getProperty("java.class.path"), SecondProcess.class.getName(), data().toString())
			.redirectErrorStream(true)
			.start();
		String output = new String(second.getInputStream().readAllBytes());
		assertThat(second.waitFor(1, TimeUnit.MINUTES)).isTrue();
		assertThat(output).contains("Another fuse-sync uses the data directory");
		first.destroy();
	}

	@Test
	void onlyAnEndWithoutOrderIsTakenForAKill() throws Exception {
		SqliteDialect first = open();
		assertThat(first.wasKilled()).isFalse();
		Path copy = Files.createDirectory(this.directory.resolve("copy"));
		StoreFixture.copy(data(), copy);
		first.destroy();
		SqliteDialect second = open();
		assertThat(second.wasKilled()).isFalse();
		second.destroy();
		SqliteDialect killed = new SqliteDialect(StoreFixture.settings(copy));
		assertThat(killed.wasKilled()).isTrue();
		killed.destroy();
	}

	@ParameterizedTest
	@ValueSource(strings = { "nfs", "nfs4", "cifs", "SMB2", "9p", "virtiofs", "fuse.sshfs" })
	void aNetworkFileSystemIsRefused(String type) {
		assertThatExceptionOfType(SettingsException.class).isThrownBy(() -> DataDirectory.refuse(data(), type))
			.withMessageContaining(type);
	}

	@ParameterizedTest
	@ValueSource(strings = { "ext4", "xfs", "btrfs", "overlay", "tmpfs", "zfs", "apfs" })
	void anOtherFileSystemIsNotRefused(String type) {
		assertThatCode(() -> DataDirectory.refuse(data(), type)).doesNotThrowAnyException();
	}

	@Test
	void theDatabaseOfANewerVersionIsRefusedAndLeftAsItIs() throws Exception {
		SqliteDialect first = open();
		try (WriteSession session = first.openWriter(new Counts())) {
			session.connection().createStatement().executeUpdate("UPDATE schema_version SET version = 99, oldest = 99");
		}
		first.destroy();
		for (int i = 0; i < 2; i++) {
			// Also the second time: the directory is free again after a refusal.
			assertThatExceptionOfType(SettingsException.class).isThrownBy(this::open)
				.withMessageContaining("newer fuse-sync (schema 99");
			assertThat(data().resolve("fuse-sync.db.lock")).hasContent("stopped");
		}
	}

	@Test
	void theNativeLibraryIsUnpackedOnce() throws Exception {
		String path = System.getProperty("org.sqlite.lib.path");
		String name = System.getProperty("org.sqlite.lib.name");
		try {
			System.clearProperty("org.sqlite.lib.path");
			NativeLibrary.prepare(this.directory);
			Path library = library();
			assertThat(Path.of(System.getProperty("org.sqlite.lib.path"))).isEqualTo(library.getParent());
			Files.setLastModifiedTime(library, FileTime.fromMillis(1_000));
			System.clearProperty("org.sqlite.lib.path");
			NativeLibrary.prepare(this.directory);
			assertThat(Files.getLastModifiedTime(library())).isEqualTo(FileTime.fromMillis(1_000));
		}
		finally {
			restore("org.sqlite.lib.path", path);
			restore("org.sqlite.lib.name", name);
		}
	}

	private static void restore(String property, String value) {
		if (value != null) {
			System.setProperty(property, value);
		}
		else {
			System.clearProperty(property);
		}
	}

	/** The only file below the directory. */
	private Path library() throws Exception {
		try (Stream<Path> files = Files.walk(this.directory)) {
			List<Path> found = files.filter(Files::isRegularFile).toList();
			assertThat(found).hasSize(1);
			return found.get(0);
		}
	}

	/** Uses the data directory that it is told. */
	static final class SecondProcess {

		private SecondProcess() {
		}

		public static void main(String[] arguments) {
			try {
				new SqliteDialect(StoreFixture.settings(Path.of(arguments[0])));
			}
			catch (SettingsException ex) {
				System.out.println(ex.getMessage());
			}
		}

	}

}
