package dev.fusesync.page;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.fusesync.packaged.InstalledProgram;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What axe-core finds that keeps people from using the pages: nothing. */
@Tag("drill")
class AxeIT {

	private static final Path AXE = Path.of("target/axe");

	private static final String FIND = "const done = arguments[arguments.length - 1]; axe.run(document).then((found) => "
			+ "done(found.violations.map((one) => one.id + ': ' + one.nodes.map((node) => node.html + ' ' "
			+ "+ node.failureSummary).join(' | '))));";

	private static FixtureProgram program;

	private static Browser browser;

	private static String axe;

	@BeforeAll
	static void open() throws Exception {
		assumeTrue(InstalledProgram.find("npm").isPresent(),
				"Nobody checks whether the pages are usable by all: install Node.js 20 or later with npm");
		browser = Browser.open();
		FileSystemUtils.copyRecursively(Path.of("src/test/axe"), AXE);
		Process npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund").directory(AXE.toFile())
			.inheritIO()
			.start();
		assertThat(npm.waitFor()).isZero();
		axe = Files.readString(AXE.resolve("node_modules/axe-core/axe.min.js"));
		FixtureEndpoints endpoints = FixtureEndpoints.inState("down").answer("deadletters", "deadletters");
		program = FixtureProgram.start(endpoints, new FixtureProgram.Login("anna", true), 0);
	}

	@AfterAll
	static void close() {
		if (program != null) {
			program.close();
		}
		if (browser != null) {
			browser.close();
		}
	}

	@ParameterizedTest
	@CsvSource({ "1280, false", "1280, true", "390, false", "390, true" })
	void findsNothing(int width, boolean dark) {
		for (String path : PagesTest.pages()) {
			browser.size(width).dark(dark).go(program.uri(path));
			assertThat(violations()).as(path).isEmpty();
		}
	}

	@Test
	void findsNothingInTheDialog() {
		browser.size(Browser.WIDE)
			.dark(false)
			.go(program.uri("dead-letters?view=list"))
			.press("Discard 453 dead letters");
		await().until(() -> browser.text().contains("The body is deleted for ever"));
		assertThat(violations()).isEmpty();
	}

	/** So that the others can fail. */
	@Test
	void findsAFieldWithoutALabel() {
		browser.go(program.uri(""));
		browser.run("document.querySelector('main').appendChild(document.createElement('input'))");
		assertThat(violations()).anyMatch((violation) -> violation.startsWith("label: "));
	}

	@SuppressWarnings("unchecked")
	private static List<String> violations() {
		browser.run(axe);
		return (List<String>) browser.runAsync(FIND);
	}

}
