package dev.fusesync.inbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

import dev.fusesync.settings.SettingsException;

/**
 * The directory of the broker's journal. It holds the accepted webhooks, so it is made
 * for its owner alone, and a directory that cannot be used stops the start.
 */
final class DataDirectory {

	private DataDirectory() {
	}

	/** Makes the directory unless it is there. */
	static void prepare(Path directory) {
		try {
			if (!Files.isDirectory(directory)) {
				Files.createDirectories(directory);
				closeToOthers(directory);
			}
		}
		catch (IOException ex) {
			throw unusable(directory, "cannot be made (" + ex + ")");
		}
		if (!Files.isWritable(directory)) {
			throw unusable(directory, "cannot be written to");
		}
	}

	/** What to say when the broker could not open what is in the directory. */
	static SettingsException unusable(Path directory, String fault) {
		return new SettingsException(List.of("The data directory " + directory.toAbsolutePath() + " " + fault + "."),
				"Another fuse-sync may be using it: stop that one, or give this one a directory of its own with "
						+ "SPRING_ARTEMIS_EMBEDDED_DATA_DIRECTORY. Otherwise see to it that the user who starts fuse-sync may "
						+ "write there, and read the broker's error above, if there is one. Never delete the directory: it "
						+ "holds accepted webhooks.");
	}

	private static void closeToOthers(Path directory) throws IOException {
		if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
			Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
		}
	}

}
