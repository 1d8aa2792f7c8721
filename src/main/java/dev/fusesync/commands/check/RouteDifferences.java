package dev.fusesync.commands.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import dev.fusesync.commands.unstarted.Origins;
import dev.fusesync.commands.unstarted.UnstartedProgram;
import dev.fusesync.routes.files.RouteFiles;

import org.springframework.core.env.Environment;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** How the routes differ from those that this version was shipped with. */
final class RouteDifferences {

	private static final String SHIPPED = "shipped-routes/";

	private final String pattern;

	static RouteDifferences of(UnstartedProgram program) {
		return new RouteDifferences(program.environment());
	}

	RouteDifferences(Environment environment) {
		this.pattern = environment.getProperty("camel.main.routes-include-pattern", "");
	}

	/** A unified diff, from the shipped files to those in the folder. */
	List<String> lines() throws IOException {
		Path folder = Path.of(this.pattern.split(",")[0].replaceFirst("^file:", "").replaceFirst("/(\\./)?\\*.*", ""));
		Map<String, List<String>> shipped = shipped();
		Map<String, List<String>> own = own(folder);
		Set<String> names = new TreeSet<>(shipped.keySet());
		names.addAll(own.keySet());
		List<String> lines = new ArrayList<>();
		for (String name : names) {
			List<String> hunks = new UnifiedDiff(shipped.getOrDefault(name, List.of()),
					own.getOrDefault(name, List.of()))
				.hunks();
			if (!hunks.isEmpty()) {
				lines.add("--- " + (shipped.containsKey(name) ? SHIPPED + name : "/dev/null"));
				lines.add("+++ " + (own.containsKey(name) ? Origins.relative(folder.resolve(name)) : "/dev/null"));
				lines.addAll(hunks);
			}
		}
		return lines;
	}

	private static Map<String, List<String>> shipped() throws IOException {
		Map<String, List<String>> files = new TreeMap<>();
		for (Resource file : new PathMatchingResourcePatternResolver()
			.getResources("classpath*:" + SHIPPED + "**/*.camel.yaml")) {
			String location = file.getURL().toString();
			files.put(location.substring(location.lastIndexOf(SHIPPED) + SHIPPED.length()),
					file.getContentAsString(StandardCharsets.UTF_8).lines().toList());
		}
		return files;
	}

	private Map<String, List<String>> own(Path folder) throws IOException {
		Map<String, List<String>> files = new TreeMap<>();
		Path base = folder.toAbsolutePath().normalize();
		for (Path loaded : new RouteFiles(this.pattern).loaded()) {
			Path file = loaded.toAbsolutePath().normalize();
			if (file.startsWith(base)) {
				files.put(base.relativize(file).toString().replace('\\', '/'),
						RouteFiles.text(loaded).lines().toList());
			}
		}
		return files;
	}

}
