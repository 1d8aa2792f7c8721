package dev.fusesync.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import org.springframework.util.FileSystemUtils;

/**
 * A directory as the kubelet mounts a ConfigMap or a Secret: each file and each folder is
 * a link through {@code ..data}, which is itself a link to a hidden folder.
 */
public final class MountedVolume {

	private final Path mount;

	private int generation;

	public MountedVolume(Path mount) throws IOException {
		this.mount = Files.createDirectories(mount);
	}

	/** The texts of all files below a folder, by their relative paths. */
	public static Map<String, String> textsOf(Path folder) throws IOException {
		Map<String, String> texts = new TreeMap<>();
		try (Stream<Path> files = Files.walk(folder)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				texts.put(folder.relativize(file).toString(), Files.readString(file));
			}
		}
		return texts;
	}

	/** Replaces all files at once, and deletes those of before. */
	public void set(Map<String, String> texts) throws IOException {
		this.generation++;
		Path now = Files.createDirectory(hidden(this.generation));
		for (Map.Entry<String, String> text : texts.entrySet()) {
			Files.createDirectories(now.resolve(text.getKey()).getParent());
			Files.writeString(now.resolve(text.getKey()), text.getValue());
		}
		Path link = Files.createSymbolicLink(this.mount.resolve("..data_tmp"), now.getFileName());
		Files.move(link, this.mount.resolve("..data"), StandardCopyOption.ATOMIC_MOVE,
				StandardCopyOption.REPLACE_EXISTING);
		for (String name : texts.keySet().stream().map((path) -> path.split("/")[0]).distinct().toList()) {
			if (Files.notExists(this.mount.resolve(name))) {
				Files.createSymbolicLink(this.mount.resolve(name), Path.of("..data", name));
			}
		}
		FileSystemUtils.deleteRecursively(hidden(this.generation - 1));
	}

	private Path hidden(int number) {
		return this.mount.resolve("..2026_11_30_06_30_00." + number);
	}

}
