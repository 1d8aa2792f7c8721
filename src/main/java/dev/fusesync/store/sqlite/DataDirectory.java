package dev.fusesync.store.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import dev.fusesync.secrets.FilePermissions;
import dev.fusesync.settings.SettingsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of the database. It holds the accepted webhooks, so it is created with
 * access for its owner only, and the program does not start if the directory cannot be
 * used. A directory in memory or accessible to other users causes a warning.
 */
final class DataDirectory {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	/**
	 * File systems whose locks or shared memory are not reliable enough for SQLite's
	 * write-ahead log.
	 */
	private static final Set<String> UNFIT = Set.of("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "9p",
			"virtiofs", "vboxsf", "ceph", "glusterfs", "lustre", "fuse.sshfs", "fuse.s3fs", "fuse.gcsfuse",
			"fuse.glusterfs", "fuse.rclone");

	private DataDirectory() {
	}

	/** Creates the directory if needed, and rejects one that cannot be used. */
	static void prepare(Path directory) {
		try {
			if (!Files.isDirectory(directory)) {
				FilePermissions.makePrivate(directory);
			}
			refuse(directory, Files.getFileStore(directory).type());
		}
		catch (IOException ex) {
			throw unusable(directory, "cannot be created (" + ex + ")");
		}
		if (!Files.isWritable(directory)) {
			throw unusable(directory, "cannot be written to");
		}
		warn(directory);
	}

	/** Rejects a file system on which SQLite may lose webhooks. */
	static void refuse(Path directory, String fileSystem) {
		if (UNFIT.contains(fileSystem.toLowerCase(Locale.ROOT))) {
			throw new SettingsException(
					List.of("The data directory " + directory.toAbsolutePath() + " lies on a network or shared file "
							+ "system (" + fileSystem + "), on which SQLite's write-ahead log cannot be relied upon."),
					"Set FUSE_STORE_DIRECTORY to a directory on a disk of this machine; with Docker Desktop use a named "
							+ "volume instead of a bind mount.");
		}
	}

	/** The exception for a directory or database that cannot be used. */
	static SettingsException unusable(Path directory, String fault) {
		return new SettingsException(List.of("The data directory " + directory.toAbsolutePath() + " " + fault + "."),
				"Allow the user who starts fuse-sync to read and write the directory and its files, or set "
						+ "FUSE_STORE_DIRECTORY to another directory. Never delete the directory: it holds accepted "
						+ "webhooks.");
	}

	private static void warn(Path directory) {
		Path place = directory.toAbsolutePath();
		try {
			FilePermissions.memory(directory)
				.ifPresent((type) -> LOG
					.warn("The data directory {} lies in memory ({}): accepted webhooks are lost when the machine or "
							+ "container restarts. Put it on a disk with FUSE_STORE_DIRECTORY.", place, type));
			if (FilePermissions.isOpenToOthers(directory)) {
				LOG.warn("Other users of this machine may look into the data directory {}, which holds webhooks. "
						+ "Close it to them: chmod o-rwx {}", place, place);
			}
		}
		catch (IOException ex) {
			LOG.debug("The permissions of the data directory are unknown", ex);
		}
	}

}
