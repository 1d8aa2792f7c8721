package dev.fusesync.routes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.fusesync.settings.SettingsException;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.DefaultRoutesCollector;
import org.apache.camel.main.RoutesConfigurer;
import org.apache.camel.spring.boot.CamelSpringBootInitializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.util.FileSystemUtils;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Answers.RETURNS_MOCKS;
import static org.mockito.Mockito.mock;

/** What somebody is told who starts the program with a mistake in the routes. */
@ExtendWith(OutputCaptureExtension.class)
class MistakesTest {

	private static final String RECEIVE = """
			- route:
			    id: receive
			    from:
			      uri: platform-http
			      parameters:
			        path: "{{fuse.webhook.path}}"
			      steps:
			        - to:
			            uri: log
			            parameters:
			              loggerName: received
			""";

	private static final String CALLER = """
			- route:
			    id: caller
			    routeConfigurationId: policies
			    from:
			      uri: direct
			      parameters:
			        name: caller
			      steps:
			        - choice:
			            when:
			              - expression:
			                  simple:
			                    expression: ${variable.type} == 'a'
			                steps:
			                  - to:
			                      id: call
			                      uri: direct
			                      parameters:
			                        name: callee
			                        timeout: "{{patience}}"
			        - process:
			            id: work
			            ref: worker
			        - to:
			            id: post
			            uri: http
			            parameters:
			              httpUri: http://localhost:9/path?query=1
			              httpMethod: POST
			""";

	private static final String OTHERS = """
			- route:
			    id: callee
			    from:
			      uri: direct
			      parameters:
			        name: callee
			      steps:
			        - stop: {}
			- routeConfiguration:
			    id: policies
			    errorHandler:
			      deadLetterChannel:
			        deadLetterUri: direct:callee
			""";

	@TempDir
	Path directory;

	private final MockEnvironment environment = new MockEnvironment().withProperty("fuse.webhook.path", "/webhook")
		.withProperty("patience", "1000");

	private final DefaultListableBeanFactory beans = new DefaultListableBeanFactory();

	private final DefaultCamelContext camel = new DefaultCamelContext();

	private Path routes;

	@BeforeEach
	void writeRoutes() throws IOException {
		this.routes = Files.createDirectory(this.directory.resolve("routes"));
		write("receive", RECEIVE);
		write("caller", CALLER);
		write("others", OTHERS);
		this.beans.registerBeanDefinition("worker", new RootBeanDefinition(Processor.class));
		this.camel.getRegistry().bind("worker", Processor.class, mock(Processor.class));
		this.camel.getRegistry()
			.bind("platform-http-engine", PlatformHttpEngine.class, mock(PlatformHttpEngine.class, RETURNS_MOCKS));
		this.camel.getPropertiesComponent().addInitialProperty("patience", "1000");
		this.camel.getPropertiesComponent().addInitialProperty("fuse.webhook.path", "/webhook");
	}

	@AfterEach
	void stop() {
		this.camel.stop();
	}

	@Test
	void routesWithoutAMistakeAreFine(CapturedOutput output) {
		assertThat(trial()).isEmpty();
		assertThat(start()).isNull();
		assertThat(output).doesNotContain("is not loaded");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					caller | name: callee       | name: calee       | routes/caller.camel.yaml, line 19, column 31: The route caller calls direct:calee, but no route has it. Did you mean callee?
					caller | d: policies        | d: polcies        | routes/caller.camel.yaml, line 3, column 27: The route caller has the routeConfigurationId polcies, which does not exist. Did you mean policies?
					caller | httpMethod: POST   | method: POST      | routes/caller.camel.yaml, line 29, column 15: The route caller calls http with the unknown option method.
					caller | httpMethod: POST   | httpMethot: POST  | line 29, column 15: The route caller calls http with the unknown option httpMethot. Did you mean httpMethod?
					others | i: direct:callee   | i: direct:calle   | routes/others.camel.yaml, line 13, column 31: The routeConfiguration policies calls direct:calle, but no route has it. Did you mean callee?
					caller | ref: worker        | reff: worker      | routes/caller.camel.yaml, line 23, column 13: Unsupported field: reff
					receive| fuse.webhook.path  | fuse.webhook.pth  | line 6, column 18: There is no setting fuse.webhook.pth. Did you mean fuse.webhook.path?
					caller | {{patience}}       | {{patients}}      | routes/caller.camel.yaml, line 20, column 37: There is no setting patients. Did you mean patience?
					receive| path: "{{fuse.webhook.path}}" | path: other | No route takes webhooks, from platform-http with the path /webhook. Routes are loaded from file:
					caller | ref: worker        | ref: wroker       | routes/caller.camel.yaml, line 23, column 18: No bean has the name wroker. Did you mean worker?
					caller | - process:         | - proces:         | routes/caller.camel.yaml, line 21, column 11: Unknown node id: proces
					others | id: callee         | id: receive       | line 2, column 9; routes/receive.camel.yaml, line 2, column 9: The id receive is there more than once.
					caller | id: post           | id: work          | routes/caller.camel.yaml, line 22, column 17; .../caller.camel.yaml, line 25, column 17: The id work is there more than once.
					others | - stop: {}         | - to: {uri: log, parameters: {loggerName: x, exchangeFormatter: '#nome'}} | line 8, column 75: No bean has the name nome.
					caller | uri: http          | uri: kafka        | routes/caller.camel.yaml, line 26, column 18: This program has no component kafka.
					caller | variable.type      | variabel.type     | caller.camel.yaml, line 13, column 35: The language Simple has no function variabel.type.
					others | name: callee       | naem: callee      | Option name is required when creating endpoint uri with syntax direct:name
					others | '        - stop: {}' | '\t- stop: {}' | routes/others.camel.yaml, line 8, column 1: found character
					others | name: callee       | name: caller      | routes/caller.camel.yaml, line 7, column 15; .../others.camel.yaml, line 6, column 15: Several routes take from direct:caller: callee, caller.
					others | uri: direct        | uri: direct: x    | routes/others.camel.yaml, line 4, column 18: mapping values are not allowed here
					""")
	void stopsTheStart(String file, String right, String wrong, String sentence) throws IOException {
		write(file, read(file).replace(right, wrong));
		assertThat(trial()).as("A trial finds it without a start")
			.anyMatch((found) -> found.contains(sentence.replace(".../", "routes/")));
		FailureAnalysis analysis = start();
		assertThat(analysis).as("The start is stopped").isNotNull();
		String description = analysis.getDescription().replace(this.directory + "/", "");
		assertThat(description).contains(sentence.replace(".../", "routes/"));
		assertThat(analysis.getAction()).isNotBlank();
		if (wrong.equals("uri: kafka")) {
			assertThat(analysis.getAction()).contains("org.apache.camel.springboot:camel-kafka-starter");
		}
	}

	@Test
	void aTrialFindsTheMistakesOfAllFiles() throws IOException {
		write("caller", CALLER.replace("ref: worker", "ref: wroker"));
		write("others", OTHERS.replace("uri: direct", "uri: direct: x"));
		write("receive", RECEIVE.replace("loggerName", "logerName"));
		assertThat(trial()).hasSize(3)
			.anyMatch((found) -> found.contains("No bean has the name wroker. Did you mean worker?"))
			.anyMatch((found) -> found.startsWith("routes/others.camel.yaml, line 4, column 18: mapping values"))
			.anyMatch((found) -> found.startsWith("routes/receive.camel.yaml, line 9, column 18: Option loggerName"));
	}

	@Test
	void aTrialStartsNothingAndTakesNothingAway(CapturedOutput output) {
		assertThat(start()).isNull();
		String logged = output.getAll();
		assertThat(trial()).isEmpty();
		assertThat(output.getAll()).isEqualTo(logged);
		assertThat(this.camel.getRoutes()).hasSize(3).allMatch((route) -> route.getCamelContext() == this.camel);
		assertThat(this.camel.createProducerTemplate().requestBody("direct:callee", "body")).isEqualTo("body");
	}

	@Test
	void anEmptyFolderStopsTheStart() throws IOException {
		for (String file : List.of("receive", "caller", "others")) {
			Files.delete(file(file));
		}
		assertThat(start().getDescription()).contains("No route takes webhooks");
	}

	@Test
	void namesAFolderThatDoesNotExist() throws IOException {
		FileSystemUtils.deleteRecursively(this.routes);
		assertThat(start().getDescription())
			.isEqualTo("The folder " + this.routes.toAbsolutePath() + " does not exist.");
	}

	@Test
	void namesAFileThatIsNotLoaded(CapturedOutput output) throws IOException {
		Files.move(file("others"), this.routes.resolve("others.yaml"));
		assertThat(start().getDescription()).contains("calls direct:callee, but no route has it.")
			.contains("routeConfigurationId policies, which does not exist.");
		assertThat(output).contains("routes/others.yaml is not loaded");
		assertThat(start().getAction()).contains("Not loaded").contains("routes/others.yaml");
	}

	@Test
	void followsALink() throws IOException {
		Path elsewhere = this.directory.resolve("elsewhere");
		Files.move(this.routes, elsewhere);
		Files.createSymbolicLink(this.routes, elsewhere);
		assertThat(start()).isNull();
	}

	/** As a mounted ConfigMap: links to files in a hidden folder. */
	@Test
	void followsLinksToFiles(CapturedOutput output) throws IOException {
		Path hidden = Files.createDirectory(this.routes.resolve("..2026"));
		Files.createSymbolicLink(this.routes.resolve("..data"), Path.of("..2026"));
		for (String file : List.of("receive", "caller", "others")) {
			Files.move(file(file), hidden.resolve(file + ".camel.yaml"));
			Files.createSymbolicLink(file(file), Path.of("..data", file + ".camel.yaml"));
		}
		assertThat(start()).isNull();
		assertThat(output).doesNotContain("is not loaded");
	}

	/** What a trial finds, with paths from the directory on. */
	private List<String> trial() {
		pattern();
		return new RouteTrial(this.camel, this.environment, this.beans).ofAll()
			.stream()
			.map((finding) -> finding.toString().replace(this.directory + "/", ""))
			.toList();
	}

	private String pattern() {
		String pattern = "file:" + this.routes + "/./**/*.camel.yaml";
		this.environment.setProperty("camel.main.routes-include-pattern", pattern);
		return pattern;
	}

	/** Loads, checks and starts the routes as Spring Boot does; null if they start. */
	private FailureAnalysis start() {
		String pattern = pattern();
		RouteFailureAnalyzer analyzer = new RouteFailureAnalyzer(this.beans, this.environment);
		try {
			load(pattern);
			this.camel.start();
			return null;
		}
		catch (Exception ex) {
			return (NestedExceptionUtils.getMostSpecificCause(ex) instanceof SettingsException faults)
					? new FailureAnalysis(faults.getMessage(), faults.action(), ex) : analyzer.analyze(ex);
		}
	}

	private void load(String pattern) {
		RoutesConfigurer configurer = new RoutesConfigurer(this.camel);
		configurer.setRoutesCollector(new DefaultRoutesCollector());
		configurer.setRoutesIncludePattern(pattern);
		try {
			configurer.start();
			configurer.configureRoutes(this.camel);
			new RouteCheck(this.environment, new RouteCalls(this.camel)).beforeApplicationStart(this.camel);
		}
		catch (Exception ex) {
			throw new CamelSpringBootInitializationException(ex);
		}
	}

	private Path file(String name) {
		return this.routes.resolve(name + ".camel.yaml");
	}

	private String read(String name) throws IOException {
		return Files.readString(file(name));
	}

	private void write(String name, String text) throws IOException {
		Files.writeString(file(name), text);
	}

}
