package dev.fusesync.store.sqlite;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

import dev.fusesync.settings.SettingsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prevents a second process from using the database, which SQLite itself would allow. The
 * lock is on a separate file, which also records whether the last process shut down
 * cleanly.
 */
final class InstanceLock implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	private static final String RUNNING = "running\n";

	private static final String STOPPED = "stopped\n";

	private final FileChannel file;

	private final boolean killed;

	private InstanceLock(FileChannel file) throws IOException {
		this.file = file;
		this.killed = RUNNING.equals(read());
		write(RUNNING);
	}

	/** Acquires the lock until this process ends. */
	static InstanceLock take(Path path) throws IOException {
		FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ,
				StandardOpenOption.WRITE);
		FileLock lock = tryLock(file);
		if (lock == null) {
			file.close();
			throw new SettingsException(
					List.of("Another fuse-sync uses the data directory " + path.toAbsolutePath().getParent() + "."),
					"Stop the other one, or set FUSE_STORE_DIRECTORY to a different directory.");
		}
		return new InstanceLock(file);
	}

	private static FileLock tryLock(FileChannel file) throws IOException {
		try {
			return file.tryLock();
		}
		catch (OverlappingFileLockException ex) {
			return null;
		}
	}

	/** Whether the previous process did not shut down cleanly. */
	boolean wasKilled() {
		return this.killed;
	}

	private String read() throws IOException {
		ByteBuffer text = ByteBuffer.allocate(RUNNING.length());
		this.file.read(text, 0);
		return new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
	}

	private void write(String text) throws IOException {
		this.file.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
		this.file.force(true);
	}

	/**
	 * Releases the lock without a change of the file, when the database could not be
	 * opened.
	 */
	void giveUp() {
		try (this.file) {
			write(this.killed ? RUNNING : STOPPED);
		}
		catch (IOException ex) {
			LOG.debug("The lock of the data directory cannot be written", ex);
		}
	}

	/** Records that this process shut down cleanly. */
	@Override
	public void close() throws IOException {
		write(STOPPED);
		this.file.close();
	}

}
