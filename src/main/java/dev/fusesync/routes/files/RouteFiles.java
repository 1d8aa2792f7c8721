package dev.fusesync.routes.files;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.apache.camel.spi.Resource;
import org.apache.camel.util.AntPathMatcher;

/**
 * The route files on disk: which of them are loaded, and where in them a text stands.
 */
public final class RouteFiles {

	private static final String SCHEME = "file:";

	private final Set<Path> loaded = new TreeSet<>();

	private final Set<Path> ignored = new TreeSet<>();

	/** Finds the files of {@code camel.main.routes-include-pattern}. */
	public RouteFiles(String patterns) throws IOException {
		for (String pattern : patterns.split(",")) {
			if (pattern.startsWith(SCHEME)) {
				find(pattern.substring(SCHEME.length()));
			}
		}
	}

	/** As Camel, it leaves out what is hidden, or in a hidden folder. */
	private void find(String pattern) throws IOException {
		String folder = AntPathMatcher.INSTANCE.determineRootDir(pattern);
		Path root = Path.of(folder.isEmpty() ? "." : folder);
		if (!Files.isDirectory(root)) {
			return;
		}
		try (Stream<Path> walk = Files.walk(root, FileVisitOption.FOLLOW_LINKS)) {
			List<Path> files = walk.filter(Files::isRegularFile)
				.filter((file) -> !(File.separator + root.relativize(file)).contains(File.separator + "."))
				.toList();
			Set<Path> real = new TreeSet<>();
			for (Path file : files) {
				String path = root.relativize(file).toString().replace(File.separatorChar, '/');
				if (AntPathMatcher.INSTANCE.match(pattern.substring(folder.length()), path)) {
					this.loaded.add(file.normalize());
					real.add(file.toRealPath());
				}
			}
			for (Path file : files) {
				if (!real.contains(file.toRealPath())) {
					this.ignored.add(file.normalize());
				}
			}
		}
	}

	/** The files that are loaded. */
	public Set<Path> loaded() {
		return this.loaded;
	}

	/** The files in the folder of the routes that are not loaded. */
	public Set<Path> ignored() {
		return this.ignored;
	}

	/**
	 * Returns the places where the text stands as a key, as a whole value or in a
	 * placeholder, those in the preferred file first.
	 * @param preferred the file to search first; null for none
	 * @param line the first line to search in that file, from 1 on
	 */
	public List<Place> places(String text, Path preferred, int line) {
		return search(
				"(?:^\\s*(?:- )?|: +[\"'#{]*(?:direct:)?|: .*\\{\\??)(" + Pattern.quote(text) + ")(?:[\"'}]*\\s*$|:|})",
				preferred, line);
	}

	/** Returns the places where a route or a step has that id. */
	public List<Place> ids(String id) {
		return search("^\\s*(?:- )?id: *[\"']?(" + Pattern.quote(id) + ")[\"']?\\s*$", null, 1);
	}

	private List<Place> search(String regex, Path preferred, int line) {
		Pattern pattern = Pattern.compile(regex);
		List<Place> places = new ArrayList<>();
		this.loaded.stream()
			.sorted(Comparator.comparing((file) -> !file.equals(preferred)))
			.forEach((file) -> search(pattern, file, file.equals(preferred) ? line : 1, places));
		return places;
	}

	private static void search(Pattern pattern, Path file, int first, List<Place> places) {
		List<String> lines = lines(file);
		for (int i = Math.max(first - 1, 0); i < lines.size(); i++) {
			Matcher matcher = pattern.matcher(lines.get(i));
			if (matcher.find()) {
				places.add(new Place(file, i + 1, matcher.start(1) + 1));
			}
		}
	}

	private static List<String> lines(Path file) {
		try {
			return Files.readAllLines(file);
		}
		catch (IOException ex) {
			return List.of();
		}
	}

	/** The text of a file, as Camel reads it: what is not UTF-8 is replaced. */
	public static String text(Path file) throws IOException {
		return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
	}

	/** The file that a route is from; null if that is none. */
	public static Path path(Resource resource) {
		return (resource != null) ? path(resource.getLocation()) : null;
	}

	/** The file in a location of Camel's; null if that is none. */
	public static Path path(String location) {
		return location.startsWith(SCHEME) ? Path.of(location.substring(SCHEME.length())).normalize() : null;
	}

}
