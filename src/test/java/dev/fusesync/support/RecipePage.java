package dev.fusesync.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import org.springframework.util.FileSystemUtils;

/**
 * The recipes of the page recipes.md, and what somebody does who follows them: each block
 * goes to the place that the sentence before it names.
 */
public final class RecipePage {

	private static final Path PAGE = Path.of("src/site/markdown/recipes.md");

	private static final Pattern RECIPE = Pattern.compile("(?s)(?:In|A new file,) `([^`]+)`"
			+ "(?:, (before|after|in place of) (?:the step|`(\\w+)` of) `([\\w-]+)`)?:\n\n```(?:yaml|properties)\n(.*?)```");

	private RecipePage() {
	}

	/** Copies the shipped routes to a directory, and applies all recipes there. */
	public static void applyTo(Path directory, UnaryOperator<String> addresses) throws IOException {
		FileSystemUtils.copyRecursively(Path.of("routes"), directory.resolve("routes"));
		List<MatchResult> recipes = RECIPE.matcher(Files.readString(PAGE)).results().toList();
		for (MatchResult recipe : recipes) {
			Path file = directory.resolve(recipe.group(1));
			String block = addresses.apply(recipe.group(5));
			String place = recipe.group(2);
			Files.writeString(file, (place != null) ? placed(file, recipe, block) : block);
		}
	}

	private static String placed(Path file, MatchResult recipe, String block) throws IOException {
		List<String> lines = new ArrayList<>(Files.readAllLines(file));
		int begin = begin(lines, recipe.group(3), recipe.group(4));
		int end = end(lines, begin);
		boolean replaces = recipe.group(2).equals("in place of");
		lines.subList(begin, replaces ? end : begin).clear();
		lines.addAll(recipe.group(2).equals("after") ? end : begin, block.lines().toList());
		return String.join("\n", lines) + "\n";
	}

	/** The line on which the step with that id begins, or a property beside that id. */
	private static int begin(List<String> lines, String property, String id) {
		int named = IntStream.range(0, lines.size())
			.filter((line) -> lines.get(line).strip().equals("id: " + id))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException("There is no id " + id));
		if (property == null) {
			return named - 1;
		}
		return IntStream.range(named, lines.size())
			.filter((line) -> lines.get(line).equals(" ".repeat(indent(lines.get(named))) + property + ":"))
			.findFirst()
			.orElseThrow(() -> new IllegalStateException(id + " has no " + property));
	}

	private static int end(List<String> lines, int begin) {
		int end = begin + 1;
		while (end < lines.size() && indent(lines.get(end)) > indent(lines.get(begin))) {
			end++;
		}
		return end;
	}

	private static int indent(String line) {
		return line.length() - line.stripLeading().length();
	}

}
