package dev.fusesync.store.sqlite;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.fusesync.store.Dialect.Fault;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Classifies failures by SQLite's result code and the state of the machine. */
final class SqliteFaults {

	private static final long MEBIBYTE = 1 << 20;

	private static final int FEW_DESCRIPTORS = 16;

	private static final int PROBE = 64 * 1024;

	private final Path directory;

	private final long reserve;

	SqliteFaults(Path directory, long reserve) {
		this.directory = directory;
		this.reserve = reserve;
	}

	Fault of(SQLException failure) {
		if (!(failure instanceof SQLiteException sqlite)) {
			// The connection is closed, or could not be opened.
			return Fault.SHORTAGE;
		}
		SQLiteErrorCode code = sqlite.getResultCode();
		String name = code.name();
		if (name.startsWith("SQLITE_CORRUPT") || name.startsWith("SQLITE_NOTADB")) {
			return Fault.FATAL;
		}
		if (name.startsWith("SQLITE_IOERR")) {
			return ofInputOutput(code);
		}
		return (name.startsWith("SQLITE_CONSTRAINT") || name.equals("SQLITE_TOOBIG") || name.equals("SQLITE_ERROR")
				|| name.equals("SQLITE_MISMATCH") || name.equals("SQLITE_RANGE")) ? Fault.DATA : Fault.SHORTAGE;
	}

	/**
	 * A write that failed for lack of a resource can recover. After any other failure, in
	 * particular of fsync, the kernel may have dropped written data.
	 */
	private Fault ofInputOutput(SQLiteErrorCode code) {
		return switch (code) {
			case SQLITE_IOERR_NOMEM, SQLITE_IOERR_BLOCKED, SQLITE_IOERR_GETTEMPPATH -> Fault.SHORTAGE;
			case SQLITE_IOERR, SQLITE_IOERR_WRITE, SQLITE_IOERR_SHMSIZE, SQLITE_IOERR_SHMOPEN, SQLITE_IOERR_SHMMAP,
					SQLITE_IOERR_LOCK, SQLITE_IOERR_RDLOCK, SQLITE_IOERR_SHMLOCK ->
				shortage().isPresent() || isWanting() ? Fault.SHORTAGE : Fault.FATAL;
			default -> Fault.FATAL;
		};
	}

	/** Which resource is short, as a sentence. */
	Optional<String> shortage() {
		long free = freeSpace();
		if (free < this.reserve) {
			return Optional.of("The disk of the data directory has " + free / MEBIBYTE
					+ " MiB of free space, less than fuse.store.disk-reserve, " + this.reserve / MEBIBYTE + " MiB");
		}
		return isOutOfDescriptors() ? Optional.of("The program has no file descriptors left") : Optional.empty();
	}

	private long freeSpace() {
		try {
			return Files.getFileStore(this.directory).getUsableSpace();
		}
		catch (IOException ex) {
			return 0;
		}
	}

	private static boolean isOutOfDescriptors() {
		return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
				&& unix.getOpenFileDescriptorCount() > unix.getMaxFileDescriptorCount() - FEW_DESCRIPTORS;
	}

	/** Whether a file cannot be written for lack of space or because of a quota. */
	private boolean isWanting() {
		try {
			Path probe = Files.createTempFile(this.directory, "probe", ".tmp");
			try {
				Files.write(probe, new byte[PROBE]);
			}
			finally {
				Files.delete(probe);
			}
			return false;
		}
		catch (IOException ex) {
			String message = String.valueOf(ex.getMessage()).toLowerCase(Locale.ROOT);
			return message.contains("space") || message.contains("quota") || message.contains("too many open files");
		}
	}

}
