package dev.fusesync.inbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.fusesync.secrets.FilePermissions;
import dev.fusesync.settings.SettingsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of the broker's journal. It holds the accepted webhooks, so it is made
 * for its owner alone, and a directory that cannot be used stops the start. One that lies
 * in memory or is open to others is used as it is, with a warning.
 */
final class DataDirectory {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.inbox");

	private DataDirectory() {
	}

	/** Makes the directory unless it is there. */
	static void prepare(Path directory) {
		try {
			if (!Files.isDirectory(directory)) {
				FilePermissions.makePrivate(directory);
			}
		}
		catch (IOException ex) {
			throw unusable(directory, "cannot be made (" + ex + ")");
		}
		if (!Files.isWritable(directory)) {
			throw unusable(directory, "cannot be written to");
		}
		warn(directory);
	}

	/** What to say when the broker could not open what is in the directory. */
	static SettingsException unusable(Path directory, String fault) {
		return new SettingsException(List.of("The data directory " + directory.toAbsolutePath() + " " + fault + "."),
				"Another fuse-sync may be using it: stop that one, or give this one a directory of its own with "
						+ "SPRING_ARTEMIS_EMBEDDED_DATA_DIRECTORY. Otherwise see to it that the user who starts fuse-sync may "
						+ "write there, and read the broker's error above, if there is one. Never delete the directory: it "
						+ "holds accepted webhooks.");
	}

	private static void warn(Path directory) {
		Path place = directory.toAbsolutePath();
		try {
			FilePermissions.memory(directory)
				.ifPresent((type) -> LOG.warn(
						"The data directory {} lies in memory ({}): accepted webhooks are lost when the machine or "
								+ "container restarts. Put it on a disk with SPRING_ARTEMIS_EMBEDDED_DATA_DIRECTORY.",
						place, type));
			if (FilePermissions.isOpenToOthers(directory)) {
				LOG.warn("Other users of this machine may look into the data directory {}, which holds webhooks. "
						+ "Close it to them: chmod o-rwx {}", place, place);
			}
		}
		catch (IOException ex) {
			LOG.debug("What the file system says of the data directory is not known", ex);
		}
	}

}
