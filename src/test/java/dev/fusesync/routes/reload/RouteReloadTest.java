package dev.fusesync.routes.reload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.fusesync.http.RoutePaths;
import dev.fusesync.routes.RouteFinding;
import dev.fusesync.routes.RouteTrial;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/** What a save of a route file does to the routes that run. */
@ExtendWith(OutputCaptureExtension.class)
class RouteReloadTest {

	private static final String ROUTE = """
			- route:
			    id: %1$s
			    from:
			      uri: direct
			      parameters:
			        name: %1$s
			      steps:
			        - setBody:
			            expression:
			              constant:
			                expression: %2$s
			    routeConfigurationId: policies
			""";

	private static final String POLICIES = """
			- routeConfiguration:
			    id: policies
			    intercept:
			      - intercept:
			          steps:
			            - setHeader:
			                name: policy
			                expression:
			                  constant:
			                    expression: %s
			""";

	@TempDir
	private Path directory;

	private final DefaultCamelContext camel = new DefaultCamelContext();

	private final RouteTrial trial = mock();

	private RouteReload reload;

	@BeforeEach
	void start() throws Exception {
		write("one", ROUTE.formatted("one", "first"));
		write("two", ROUTE.formatted("two", "first"));
		write("policies", POLICIES.formatted("first"));
		this.camel.start();
		replacement().replace(contents(), contents());
		this.reload = reload("dev");
	}

	@AfterEach
	void stop() {
		this.camel.stop();
	}

	private RouteReplacement replacement() {
		return new RouteReplacement(this.camel,
				new RouteDrain(this.camel, mock(RoutePaths.class),
						new DefaultListableBeanFactory().getBeanProvider(ThreadPoolTaskExecutor.class)),
				mock(RoutePaths.class));
	}

	private RouteReload reload(String profile) {
		MockEnvironment environment = new MockEnvironment().withProperty("camel.main.routes-include-pattern",
				pattern());
		environment.setActiveProfiles(profile);
		return new RouteReload(this.camel, environment, replacement(), this.trial);
	}

	@Test
	void appliesAFileOnceItIsNoLongerBeingWritten(CapturedOutput output) throws Exception {
		write("one", ROUTE.formatted("one", "second"));
		this.reload.look(contents());
		assertThat(ask("one")).isEqualTo("first");
		this.reload.look(contents());
		assertThat(ask("one")).isEqualTo("second");
		this.reload.look(contents());
		assertThat(output).containsOnlyOnce("Reloaded the routes").contains("one.camel.yaml changed");
	}

	@Test
	void appliesSeveralRoutesAFileAndFilesThatComeAndGo() throws Exception {
		write("one", ROUTE.formatted("one", "second") + ROUTE.formatted("three", "second"));
		Files.move(file("two"), file("renamed"));
		save();
		assertThat(List.of(ask("one"), ask("two"), ask("three"))).containsExactly("second", "first", "second");
		Files.delete(file("renamed"));
		save();
		assertThat(this.camel.getRoute("two")).isNull();
		assertThat(this.camel.getEndpointRegistry().toString()).doesNotContain("direct:two");
	}

	@Test
	void appliesPoliciesToTheRoutesThatUseThem() throws Exception {
		write("policies", POLICIES.formatted("second"));
		save();
		assertThat(policyOf("one")).isEqualTo("second");
		Files.delete(file("policies"));
		save();
		assertThat(policyOf("one")).isNull();
	}

	@Test
	void keepsPoliciesThatAreDefinedInJava() throws Exception {
		RouteConfigurationBuilder policies = new RouteConfigurationBuilder() {
			@Override
			public void configuration() {
				routeConfiguration("java").intercept().setHeader("policy").constant("java");
			}
		};
		this.camel.getRegistry().bind("policies", policies);
		this.camel.addRoutesConfigurations(policies);
		for (String text : List.of("second", "third")) {
			write("one", ROUTE.formatted("one", text)
				.replace("routeConfigurationId: policies", "routeConfigurationId: java"));
			save();
			assertThat(List.of(ask("one"), policyOf("one"))).containsExactly(text, "java");
		}
	}

	@Test
	void keepsTheRoutesThatRunIfAFileHasAMistakeAndSaysItOnceASave(CapturedOutput output) throws Exception {
		given(this.trial.of(any()))
			.willReturn(List.of(new RouteFinding(List.of(), "one.camel.yaml, line 7: wrong", "")));
		write("one", "- nonsense");
		save();
		save();
		assertThat(ask("one")).isEqualTo("first");
		assertThat(output).containsOnlyOnce("one.camel.yaml, line 7: wrong");
		write("one", ROUTE.formatted("one", "first"));
		save();
		write("one", "- nonsense");
		save();
		assertThat(output.toString().split("one.camel.yaml, line 7: wrong")).hasSize(3);
	}

	@Test
	void restoresTheRoutesIfNewOnesDoNotStart(CapturedOutput output) throws Exception {
		write("two", "- nonsense");
		save();
		assertThat(List.of(ask("one"), ask("two"))).containsExactly("first", "first");
		assertThat(output).contains("The changed routes cannot be started", "The previous routes are running again");
	}

	@Test
	void leavesRoutesOfOtherSourcesAlone() throws Exception {
		Resource resource = ResourceHelper.fromString("file:/elsewhere/other.camel.yaml",
				ROUTE.formatted("other", "first"));
		PluginHelper.getRoutesLoader(this.camel).loadRoutes(resource);
		write("one", ROUTE.formatted("one", "second"));
		save();
		assertThat(List.of(ask("one"), ask("other"))).containsExactly("second", "first");
	}

	@Test
	void leavesARouteStoppedThatSomebodyHasStopped() throws Exception {
		this.camel.getRouteController().stopRoute("two");
		write("one", ROUTE.formatted("one", "second"));
		save();
		assertThat(ask("one")).isEqualTo("second");
		assertThat(this.camel.getRouteController().getRouteStatus("two").isStopped()).isTrue();
	}

	@Test
	void restoresTheRoutesAndLeavesAStoppedOneStoppedIfANewOneDoesNotStart(CapturedOutput output) throws Exception {
		this.camel.getRouteController().stopRoute("two");
		write("another", ROUTE.formatted("one", "second").replace("id: one", "id: another"));
		save();
		assertThat(output).contains("The changed routes cannot be started", "The previous routes are running again");
		assertThat(ask("one")).isEqualTo("first");
		assertThat(this.camel.getRoute("another")).isNull();
		assertThat(this.camel.getRouteController().getRouteStatus("two").isStopped()).isTrue();
	}

	@Test
	void startsARouteOnceItIsToStartByItself() throws Exception {
		write("two", ROUTE.formatted("two", "first").replace("id: two", "id: two\n    autoStartup: false"));
		save();
		assertThat(this.camel.getRouteController().getRouteStatus("two").isStarted()).isFalse();
		write("two", ROUTE.formatted("two", "second"));
		save();
		assertThat(ask("two")).isEqualTo("second");
	}

	@Test
	void waitsForWhatARouteWorksOn(CapturedOutput output) throws Exception {
		CountDownLatch working = new CountDownLatch(1);
		CountDownLatch done = new CountDownLatch(1);
		Processor slow = (exchange) -> {
			working.countDown();
			done.await();
		};
		this.camel.getRegistry().bind("slow", slow);
		write("one", ROUTE.formatted("one", "first").replace("      steps:\n", """
				      steps:
				        - process:
				            ref: slow
				"""));
		save();
		CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> ask("one"));
		working.await();
		this.camel.getShutdownStrategy().setTimeUnit(TimeUnit.SECONDS);
		this.camel.getShutdownStrategy().setTimeout(1);
		write("one", ROUTE.formatted("one", "second"));
		save();
		assertThat(output).contains("work is not finished in: one");
		assertThat(ask("two")).isEqualTo("first");
		done.countDown();
		assertThat(answer.get()).isEqualTo("first");
		save();
		assertThat(ask("one")).isEqualTo("second");
	}

	@Test
	void inOtherProfilesAChangeHasNoEffectAndIsSaidOnce(CapturedOutput output) throws Exception {
		this.reload = reload("default");
		write("one", ROUTE.formatted("one", "second"));
		save();
		write("one", ROUTE.formatted("one", "third"));
		save();
		assertThat(ask("one")).isEqualTo("first");
		assertThat(output).containsOnlyOnce("one.camel.yaml changed, which has no effect until");
	}

	private void save() throws Exception {
		this.reload.look(contents());
		this.reload.look(contents());
	}

	private RouteContents contents() throws IOException {
		return RouteContents.read(pattern());
	}

	private String pattern() {
		return "file:" + this.directory + "/**/*.camel.yaml";
	}

	private Path file(String name) {
		return this.directory.resolve(name + ".camel.yaml");
	}

	private void write(String name, String text) throws IOException {
		Files.writeString(file(name), text);
	}

	private String ask(String route) {
		return this.camel.createFluentProducerTemplate().to("direct:" + route).request(String.class);
	}

	private Object policyOf(String route) {
		return this.camel.createFluentProducerTemplate().to("direct:" + route).send().getMessage().getHeader("policy");
	}

}
