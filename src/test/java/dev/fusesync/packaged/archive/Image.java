package dev.fusesync.packaged.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * What an engine would make of the Dockerfile, in a directory. The base image's place is
 * taken by this machine's /usr and /etc and the tests' Java.
 */
final class Image {

	private static final Map<String, String> BASE = Map.of("JAVA_HOME", "/opt/java/openjdk", "PATH",
			"/opt/java/openjdk/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

	/** Runs a command in the directory as its root, with a /tmp of its own. */
	private static final String IN_ROOT = """
			root=$1 java=$2 user=$3 volume=$4
			shift 4
			mount --bind "$root" "$root"
			for directory in usr etc dev proc bin sbin lib lib64; do
			  if [ -L "/$directory" ]; then
			    [ -e "$root/$directory" ] || cp -a "/$directory" "$root"
			  elif [ -d "/$directory" ]; then
			    mkdir -p "$root/$directory"
			    mount --rbind "/$directory" "$root/$directory"
			  fi
			done
			mkdir -p "$root/tmp" "$root/opt/java/openjdk"
			mount -t tmpfs -o noexec tmpfs "$root/tmp"
			mount --bind "$java" "$root/opt/java/openjdk"
			if [ -n "$volume" ]; then
			  mount --bind "$volume" "$root/data"
			  mount -o remount,bind,ro "$root"
			fi
			exec chroot --userspec="$user" "$root" env "$@"
			""";

	private final Dockerfile dockerfile = new Dockerfile();

	private final Path directory;

	private final Map<String, Path> stages = new HashMap<>();

	private Path root;

	private final Map<String, String> environment = new HashMap<>(BASE);

	private String user = "0:0";

	Image(Path directory) throws IOException {
		this.directory = directory;
	}

	/** Whether this machine lets us do what an engine does. */
	static boolean canBeBuilt() throws Exception {
		return Archive.run(Path.of("."), Map.of(), "sh", "-c", "unshare --mount mount -t tmpfs tmpfs /mnt").code() == 0;
	}

	Image build() throws Exception {
		for (String instruction : this.dockerfile.instructions) {
			String[] words = instruction.split("\\s+", 2);
			switch (words[0]) {
				case "FROM" -> begin(words[1].split("\\s+"));
				case "COPY" -> copy(words[1].split("\\s+"));
				case "RUN" -> check(Archive.run(this.directory, Map.of(),
						command("", "sh", "-c", words[1]).toArray(String[]::new)));
				case "ENV" -> Stream.of(words[1].split("\\s+"))
					.map((pair) -> pair.split("=", 2))
					.forEach((pair) -> this.environment.put(pair[0], pair[1]));
				case "USER" -> this.user = words[1];
				case "VOLUME", "EXPOSE", "HEALTHCHECK", "ENTRYPOINT" -> {
					// They count when it runs.
				}
				default -> throw new IllegalStateException("Do what an engine does with " + instruction);
			}
		}
		return this;
	}

	private void begin(String... words) throws IOException {
		this.root = Files.createDirectory(this.directory.resolve("stage" + this.stages.size()));
		this.stages.put(words[words.length - 1], this.root);
		this.environment.clear();
		this.environment.putAll(BASE);
		this.user = "0:0";
	}

	/** As an engine does: with the times of the files, and owned by root. */
	private void copy(String... words) throws Exception {
		boolean fromStage = words[0].startsWith("--from=");
		Path from = fromStage ? this.stages.get(words[0].substring("--from=".length())) : Path.of("").toAbsolutePath();
		String source = words[words.length - 2].replaceFirst("^/", "");
		Path target = this.root.resolve(words[words.length - 1].substring(1));
		if (source.endsWith("/")) {
			Files.createDirectories(target);
			source += ".";
		}
		check(Archive.run(from, Map.of(), "sh", "-c",
				"cp -r --preserve=mode,timestamps " + source + " '" + target + "'"));
	}

	private static void check(Archive.Result result) {
		if (result.code() != 0) {
			throw new IllegalStateException(result.output());
		}
	}

	/** What runs a command in it: with a volume the root file system is read-only. */
	List<String> command(String volume, String... command) {
		List<String> words = new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private", "sh", "-euc",
				IN_ROOT, "sh", this.root.toString(), System.getProperty("java.home"), this.user, volume));
		this.environment.forEach((name, value) -> words.add(name + "=" + value));
		words.addAll(List.of(command));
		return words;
	}

	Path entrypoint() throws IOException {
		return Path.of(words(this.dockerfile.of("ENTRYPOINT").get(0)).get(0));
	}

	/** The command that says whether it is healthy. */
	List<String> healthCheck() throws IOException {
		return words(this.dockerfile.of("HEALTHCHECK").get(0).replaceFirst(".* CMD ", ""));
	}

	private static List<String> words(String json) throws IOException {
		return List.of(new ObjectMapper().readValue(json, String[].class));
	}

}
