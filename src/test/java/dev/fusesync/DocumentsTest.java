package dev.fusesync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.fusesync.verification.FuseSignature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The house rules of the Markdown documents, and what they claim about the sources. */
class DocumentsTest {

	private static final Path README = Path.of("README.md");

	private static final Path CI = Path.of(".ci", "run");

	private static final Path PAGES = Path.of("src/site/markdown");

	private static final Path TESTING = PAGES.resolve("testing.md");

	private static final Path SOURCES = Path.of("src/main/java/dev/fusesync");

	private static final int LONGEST_LINE = 140;

	private static final int MOST_LINES_OF_README = 150;

	private static final Pattern LINK = Pattern.compile("]\\(([^)#:]*)(?:#([^)]*))?\\)");

	private static final Pattern SIGNED = Pattern.compile("-H 'fuse-verification: ([^']+)' \\\\\n {2}-d '([^']+)'");

	static List<Path> documents() throws IOException {
		try (Stream<Path> pages = Files.list(PAGES)) {
			return Stream.concat(Stream.of(README), pages).sorted().toList();
		}
	}

	@ParameterizedTest
	@MethodSource("documents")
	void hasNoLongLines(Path document) throws IOException {
		assertThat(Files.readAllLines(document))
			.as("%s: wrap the text, shorten the cells, or make the table a list", document)
			.allSatisfy((line) -> assertThat(line.codePointCount(0, line.length())).as(line)
				.isLessThanOrEqualTo(LONGEST_LINE));
	}

	@Test
	void readmeIsShort() throws IOException {
		assertThat(Files.readAllLines(README)).as("Move details to the pages in %s", PAGES)
			.hasSizeLessThanOrEqualTo(MOST_LINES_OF_README);
	}

	@Test
	void ciRunsTheTestCommandOfReadme() throws IOException {
		Matcher command = Pattern.compile("^test='(.*)'$", Pattern.MULTILINE).matcher(Files.readString(CI));
		assertThat(command.find()).as("%s names the test command", CI).isTrue();
		assertThat(Files.readAllLines(README)).contains(command.group(1));
	}

	@ParameterizedTest
	@MethodSource("documents")
	void linksLeadSomewhere(Path document) throws IOException {
		Matcher link = LINK.matcher(Files.readString(document));
		while (link.find()) {
			Path target = link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1));
			assertThat(target).as("%s: %s", document, link.group()).exists();
			if (link.group(2) != null) {
				assertThat(anchors(target)).as("%s: %s", document, link.group()).contains(link.group(2));
			}
		}
	}

	@Test
	void readmeShowsAWebhookThatTheSandboxAccepts() throws IOException {
		Matcher signed = SIGNED.matcher(Files.readString(README));
		assertThat(signed.find()).as("README shows how to send a webhook").isTrue();
		assertThat(signed.group(1))
			.isEqualTo(FuseSignature.ofBody(signed.group(2).getBytes(StandardCharsets.UTF_8), "sandbox-api-key"));
	}

	@Test
	void testingShowsTheExampleAsItIs() throws IOException {
		String example = Files.readString(Path.of("src/test/java/dev/fusesync/examples/OwnRouteTest.java"));
		assertThat(Files.readString(TESTING))
			.contains("```java\n" + example.substring(example.indexOf("class ")) + "```");
	}

	@Test
	void testingExplainsMessagesThatThereAre() throws IOException {
		String tests = Files.readString(Path.of("src/test/java/dev/fusesync/RoutesTest.java"))
				+ Files.readString(Path.of("src/test/java/dev/fusesync/support/SimpleExpressions.java"));
		assertThat(Pattern.compile("^\\| `([^`]+)` \\|", Pattern.MULTILINE)
			.matcher(section(TESTING, "| message |"))
			.results()
			.map((row) -> row.group(1))).hasSizeGreaterThan(10).allMatch(tests::contains);
	}

	@Test
	void architectureNamesEveryPackage() throws IOException {
		Set<String> documented = Pattern.compile("^\\| `([a-z.]+)` \\|", Pattern.MULTILINE)
			.matcher(section(PAGES.resolve("architecture.md"), "| package |"))
			.results()
			.map((row) -> row.group(1))
			.collect(Collectors.toCollection(TreeSet::new));
		assertThat(documented).as("Keep the table of packages in architecture.md").isEqualTo(packages());
	}

	private static Set<String> packages() throws IOException {
		try (Stream<Path> files = Files.walk(SOURCES)) {
			return files.filter((file) -> file.endsWith("package-info.java"))
				.map((file) -> SOURCES.relativize(file.getParent()).toString().replace('/', '.'))
				.filter((name) -> !name.isEmpty())
				.collect(Collectors.toCollection(TreeSet::new));
		}
	}

	private static String section(Path document, String begin) throws IOException {
		String page = Files.readString(document);
		return page.substring(page.indexOf(begin)).split("\n\n", 2)[0];
	}

	/** As GitHub makes them of headings. */
	private static List<String> anchors(Path document) throws IOException {
		return Files.readAllLines(document)
			.stream()
			.filter((line) -> line.startsWith("#"))
			.map((line) -> line.replaceFirst("^#+ ", "")
				.toLowerCase()
				.replaceAll("[^\\p{L}\\p{N} -]", "")
				.replace(' ', '-'))
			.toList();
	}

}
