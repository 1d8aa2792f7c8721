package dev.fusesync.routes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/** The house rules that the command check warns of. */
class RouteStyleTest {

	@TempDir
	Path directory;

	@Test
	void whatIsShippedFollowsThem() {
		assertThat(warnings("routes")).isEmpty();
	}

	@Test
	void saysWhereOneIsBroken() throws IOException {
		Files.writeString(this.directory.resolve("own.camel.yaml"), """
				- route:
				    description: Has no id
				    from:
				      uri: direct
				      parameters:
				        name: own
				      steps:
				        - setVariable:
				            id: set-mine
				            expression:
				              simple:
				                expression: ${variable.tipe}
				            name: mine
				        - choice:
				            id: choose
				            when:
				              - expression:
				                  simple:
				                    expression: ${variable.mine} == 'a'
				                steps:
				                  - stop: {}
				""");
		assertThat(warnings(this.directory.toString()).stream()
			.map((warning) -> warning.replace(this.directory + "/", "")))
			.containsExactlyInAnyOrder("own.camel.yaml, line 1, column 3: This route has no id.",
					"own.camel.yaml, line 3, column 5: This from has no id.",
					"own.camel.yaml, line 17, column 17: This when has no id.",
					"own.camel.yaml, line 21, column 21: This stop has no id.",
					"own.camel.yaml, line 12, column 40: Nothing sets the variable tipe. Did you mean type?");
	}

	@Test
	void knowsTheVariablesThatTheProgramSets() throws IOException {
		Pattern set = Pattern.compile("setVariable\\(\"([a-z-]+)\"");
		try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
			for (Path source : sources.filter(Files::isRegularFile).toList()) {
				assertThat(RouteVariables.SET).as("%s sets these", source)
					.containsAll(set.matcher(Files.readString(source)).results().map((name) -> name.group(1)).toList());
			}
		}
	}

	private static List<String> warnings(String folder) {
		MockEnvironment environment = new MockEnvironment().withProperty("camel.main.routes-include-pattern",
				"file:" + folder + "/./**/*.camel.yaml");
		return new RouteStyle(environment).warnings().stream().map(RouteFinding::toString).toList();
	}

}
