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
 * The directory of the database. It holds the accepted webhooks, so it is made for its
 * owner alone, and a directory that cannot be used stops the start. One that lies in
 * memory or is open to others is used as it is, with a warning.
 */
final class DataDirectory {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	/**
	 * File systems whose locks or shared memory SQLite's write-ahead log cannot rely on.
	 */
	private static final Set<String> UNFIT = Set.of("nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "9p",
			"virtiofs", "vboxsf", "ceph", "glusterfs", "lustre", "fuse.sshfs", "fuse.s3fs", "fuse.gcsfuse",
			"fuse.glusterfs", "fuse.rclone");

	private DataDirectory() {
	}

	/** Makes the directory unless it is there, and refuses what cannot be used. */
	static void prepare(Path directory) {
		try {
			if (!Files.isDirectory(directory)) {
				FilePermissions.makePrivate(directory);
			}
			refuse(directory, Files.getFileStore(directory).type());
		}
		catch (IOException ex) {
			throw unusable(directory, "cannot be made (" + ex + ")");
		}
		if (!Files.isWritable(directory)) {
			throw unusable(directory, "cannot be written to");
		}
		warn(directory);
	}

	/** Refuses a file system over which SQLite may lose webhooks. */
	static void refuse(Path directory, String fileSystem) {
		if (UNFIT.contains(fileSystem.toLowerCase(Locale.ROOT))) {
			throw new SettingsException(
					List.of("The data directory " + directory.toAbsolutePath() + " lies on a network or shared file "
							+ "system (" + fileSystem + "), on which SQLite's write-ahead log cannot be relied upon."),
					"Set FUSE_STORE_DIRECTORY to a directory on a disk of this machine; with Docker Desktop use a named "
							+ "volume instead of a bind mount.");
		}
	}

	/** What to say when the directory or the database in it cannot be used. */
	static SettingsException unusable(Path directory, String fault) {
		return new SettingsException(List.of("The data directory " + directory.toAbsolutePath() + " " + fault + "."),
				"See to it that the user who starts fuse-sync may read and write there, also the files in it, or name "
						+ "another directory in FUSE_STORE_DIRECTORY. Never delete the directory: it holds accepted "
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
			LOG.debug("The rights of the data directory are not known", ex);
		}
	}

}
