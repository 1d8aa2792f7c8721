package dev.fusesync.store.upkeep;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;

import dev.fusesync.secrets.FilePermissions;
import dev.fusesync.store.Dialect;
import dev.fusesync.store.StoreSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies the database while it is in use, and keeps the newest copies. */
class Backups {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	private static final String PREFIX = "fuse-sync-";

	private static final String SUFFIX = ".db";

	private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT)
		.withZone(ZoneOffset.UTC);

	private final ReentrantLock running = new ReentrantLock();

	private final Dialect dialect;

	private final StoreSettings.Backup settings;

	private final Clock clock;

	Backups(Dialect dialect, StoreSettings.Backup settings, Clock clock) {
		this.dialect = dialect;
		this.settings = settings;
		this.clock = clock;
	}

	/** Makes a copy on a separate thread, since a large one takes minutes. */
	void runAside() {
		Thread thread = new Thread(() -> {
			try {
				run();
			}
			catch (IOException | SQLException | IllegalStateException ex) {
				LOG.error("The backup failed: {}", ex.toString());
			}
		}, "store-backup");
		thread.setDaemon(true);
		thread.start();
	}

	/**
	 * Makes a copy.
	 * @return its file
	 * @throws IllegalStateException if a backup is already running
	 */
	Path run() throws IOException, SQLException {
		if (!this.running.tryLock()) {
			throw new IllegalStateException("A backup is already running");
		}
		try {
			Path directory = this.settings.directory();
			if (!Files.isDirectory(directory)) {
				// Like the data directory, copies contain webhooks.
				FilePermissions.makePrivate(directory);
			}
			deleteParts(directory);
			Path target = directory.resolve(PREFIX + TIME.format(this.clock.instant()) + SUFFIX);
			this.dialect.backUp(target);
			LOG.info("The store was copied to {}", target.toAbsolutePath());
			deleteOld(directory);
			return target;
		}
		finally {
			this.running.unlock();
		}
	}

	private void deleteOld(Path directory) throws IOException {
		List<Path> newestFirst;
		try (Stream<Path> files = Files.list(directory)) {
			newestFirst = files.filter(Backups::isBackup).sorted(Comparator.reverseOrder()).toList();
		}
		for (Path old : newestFirst.stream().skip(this.settings.keep()).toList()) {
			Files.delete(old);
		}
	}

	/** Deletes incomplete copies, left when the program was killed. */
	private static void deleteParts(Path directory) throws IOException {
		try (Stream<Path> files = Files.list(directory)) {
			for (Path part : files.filter(Backups::isPart).toList()) {
				Files.delete(part);
			}
		}
	}

	private static boolean isPart(Path file) {
		String name = file.getFileName().toString();
		return name.startsWith(PREFIX) && name.contains(SUFFIX + ".part");
	}

	private static boolean isBackup(Path file) {
		String name = file.getFileName().toString();
		return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
	}

}
