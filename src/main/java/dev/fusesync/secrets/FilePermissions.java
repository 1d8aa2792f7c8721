package dev.fusesync.secrets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * Permissions of files and directories that others should not read. Without POSIX
 * permissions nothing is reported as open.
 */
public final class FilePermissions {

	/** File systems that are emptied by a restart of the machine or container. */
	private static final Set<String> IN_MEMORY = Set.of("tmpfs", "ramfs");

	private FilePermissions() {
	}

	/**
	 * Creates a directory with access for its owner only; parent directories are created
	 * as usual.
	 */
	public static void makePrivate(Path directory) throws IOException {
		Path absolute = directory.toAbsolutePath();
		Files.createDirectories(absolute.getParent());
		if (isPosix(absolute)) {
			Files.createDirectory(absolute,
					PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
		}
		else {
			Files.createDirectory(absolute);
		}
	}

	/**
	 * Whether users who are neither its owner nor in its group have any permission on it
	 * and can traverse all parent directories, with symbolic links followed.
	 */
	public static boolean isOpenToOthers(Path path) throws IOException {
		if (!isPosix(path)) {
			return false;
		}
		Path real = path.toRealPath();
		Set<PosixFilePermission> rights = Files.getPosixFilePermissions(real);
		boolean open = rights.contains(PosixFilePermission.OTHERS_READ)
				|| rights.contains(PosixFilePermission.OTHERS_WRITE)
				|| Files.isDirectory(real) && rights.contains(PosixFilePermission.OTHERS_EXECUTE);
		for (Path above = real.getParent(); open && above != null; above = above.getParent()) {
			open = Files.getPosixFilePermissions(above).contains(PosixFilePermission.OTHERS_EXECUTE);
		}
		return open;
	}

	/** Returns the type of its file system if that is in memory. */
	public static Optional<String> memory(Path path) throws IOException {
		return Optional.of(Files.getFileStore(path).type()).filter(IN_MEMORY::contains);
	}

	private static boolean isPosix(Path path) {
		return path.getFileSystem().supportedFileAttributeViews().contains("posix");
	}

}
