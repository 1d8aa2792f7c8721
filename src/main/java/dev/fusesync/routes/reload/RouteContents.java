package dev.fusesync.routes.reload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.fusesync.routes.files.RouteFiles;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.ResourceHelper;

/**
 * What stands in the route files at one moment.
 *
 * @param files the text of each file
 */
record RouteContents(SortedMap<Path, String> files) {

	static final RouteContents NONE = new RouteContents(new TreeMap<>());

	/** Reads the files of {@code camel.main.routes-include-pattern}. */
	static RouteContents read(String pattern) throws IOException {
		SortedMap<Path, String> files = new TreeMap<>();
		for (Path file : new RouteFiles(pattern).loaded()) {
			try {
				files.put(file, RouteFiles.text(file));
			}
			catch (NoSuchFileException ex) {
				// Renamed or deleted since the directory was listed.
			}
		}
		return new RouteContents(files);
	}

	/** Whether it is one of the files; null is none. */
	boolean has(Path file) {
		return file != null
				&& this.files.keySet().stream().anyMatch((one) -> one.toAbsolutePath().equals(file.toAbsolutePath()));
	}

	/** For Camel, so that it loads what was checked even if a file changes meanwhile. */
	List<Resource> resources() {
		return this.files.entrySet()
			.stream()
			.map((file) -> ResourceHelper.fromBytes("file:" + file.getKey(),
					file.getValue().getBytes(StandardCharsets.UTF_8)))
			.toList();
	}

	/** The files that were changed, added or deleted since then. */
	SortedSet<Path> changedSince(RouteContents before) {
		SortedSet<Path> changed = new TreeSet<>(before.files.keySet());
		changed.addAll(this.files.keySet());
		changed.removeIf((file) -> this.files.containsKey(file) && this.files.get(file).equals(before.files.get(file)));
		return changed;
	}

}
