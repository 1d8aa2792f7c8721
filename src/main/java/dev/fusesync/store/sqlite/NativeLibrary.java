package dev.fusesync.store.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * Unpacks SQLite's native library into the data directory. By default the driver writes a
 * new copy to the machine's temporary directory at each start, which may be read-only or
 * {@code noexec}, and which would fill up if the program is killed repeatedly.
 */
final class NativeLibrary {

	private static final String PATH = "org.sqlite.lib.path";

	private static final String NAME = "org.sqlite.lib.name";

	private NativeLibrary() {
	}

	/**
	 * Unpacks the library once per version, unless its location is set by a system
	 * property.
	 */
	static void prepare(Path directory) throws IOException {
		if (System.getProperty(PATH) != null) {
			return;
		}
		String name = LibraryLoaderUtil.getNativeLibName();
		Path library = directory.resolve("native-" + SQLiteJDBCLoader.getVersion()).resolve(name);
		String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
		try (InputStream packed = SQLiteJDBCLoader.class.getResourceAsStream(resource)) {
			if (packed == null) {
				// The driver reports unsupported systems.
				return;
			}
			unpack(packed.readAllBytes(), library);
		}
		System.setProperty(PATH, library.getParent().toAbsolutePath().toString());
		System.setProperty(NAME, name);
	}

	private static void unpack(byte[] bytes, Path library) throws IOException {
		if (Files.exists(library) && Files.size(library) == bytes.length) {
			return;
		}
		Files.createDirectories(library.getParent());
		Path part = Files.createTempFile(library.getParent(), "library", ".part");
		Files.write(part, bytes);
		Files.move(part, library, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
	}

}
