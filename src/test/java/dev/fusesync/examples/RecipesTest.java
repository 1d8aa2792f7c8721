package dev.fusesync.examples;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import javax.management.MBeanAttributeInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import com.github.tomakehurst.wiremock.verification.LoggedRequest;
import dev.fusesync.FuseSyncApplication;
import dev.fusesync.support.StoredRow;
import dev.fusesync.support.Webhooks;
import org.apache.camel.api.management.ManagedCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.containing;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.serviceUnavailable;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The recipes of the documents, all of them in one program, as the page has them. */
@ExtendWith(OutputCaptureExtension.class)
class RecipesTest extends RecipesProgram {

	@Test
	void oneTypeGoesToAServiceOfYourOwn() throws Exception {
		Webhooks wanted = Webhooks.ofType("transactions.updates", this.connection);
		send(wanted);
		send(Webhooks.ofType("holdings.updates", this.connection));
		awaitStates("delivered", "delivered");
		assertThat(received("/transactions")).singleElement().satisfies((call) -> {
			assertThat(call.getBody()).isEqualTo(wanted.body());
			assertThat(call.getHeader("Content-Type")).isEqualTo("application/json");
			assertThat(call.containsHeader("fuse-api-key")).isFalse();
		});
		assertThat(received(SYNC)).isEmpty();
	}

	@Test
	void aServiceThatIsDownGetsTheWebhookLater(CapturedOutput output) throws Exception {
		FUSE.stubFor(post("/transactions").willReturn(serviceUnavailable()));
		send(Webhooks.ofType("transactions.updates", this.connection));
		await().until(() -> output.toString().contains(this.connection + " failed, the next one is in"));
		FUSE.stubFor(post("/transactions").willReturn(okJson("{}")));
		awaitStates("delivered");
	}

	@Test
	void aHeaderIsOnEachCallToFuseAndOnNoOther() throws Exception {
		send(Webhooks.syncData(this.connection));
		send(Webhooks.ofType("transactions.updates", this.connection));
		awaitStates("synced", "delivered");
		assertThat(calls()).singleElement()
			.satisfies((call) -> assertThat(call.getHeader("X-Team")).isEqualTo("payments"));
		assertThat(received("/transactions")).noneMatch((call) -> call.containsHeader("X-Team"));
	}

	/** On a slow machine the three seconds may end before the fourth redelivery. */
	@Test
	void oneAttemptHasFiveCalls() {
		await().until(() -> {
			String other = Webhooks.newConnection();
			for (int call = 0; call < 5; call++) {
				FUSE.stubFor(post(SYNC).withRequestBody(containing(other))
					.inScenario(other)
					.whenScenarioStateIs((call == 0) ? "Started" : "" + call)
					.willReturn((call < 4) ? serviceUnavailable() : okJson("{\"request_id\":\"fifth\"}"))
					.willSetStateTo("" + (call + 1)));
			}
			send(Webhooks.syncData(other));
			await().until(() -> states(other).equals(List.of("synced")));
			return StoredRow.of(this.store, other).get(0).attempts() == 1;
		});
	}

	@Test
	void anEnvironmentIsSkipped() throws Exception {
		String body = """
				{"type":"financial_connection.sync_data","financial_connection_id":"%s","environment":"%s"}""";
		String skipped = Webhooks.newConnection();
		send(Webhooks.signed(body.formatted(skipped, "production")));
		send(Webhooks.signed(body.formatted(this.connection, "sandbox")));
		awaitStates("synced");
		await().until(() -> states(skipped).equals(List.of("delivered")));
		assertThat(calls()).hasSize(1);
		assertThat(received(SYNC)).noneMatch((call) -> call.getBodyAsString().contains(skipped));
	}

	@Test
	void idsOfSyncedWebhooksAreInAFile() throws Exception {
		send(Webhooks.syncData(this.connection));
		send(Webhooks.ofType("holdings.updates", this.connection));
		awaitStates("synced", "delivered");
		String line = StoredRow.of(this.store, this.connection).get(0).id() + "," + this.connection + ",of-fuse";
		Path file = HOME.resolve("export/synced.csv");
		await().until(() -> Files.exists(file) && Files.readAllLines(file).contains(line));
		assertThat(Files.readAllLines(file)).filteredOn((other) -> other.contains(this.connection)).hasSize(1);
	}

	@Test
	void slackIsToldWhatBeginsAndEnds() throws Exception {
		this.camel.getRouteController().stopRoute("dispatch");
		try {
			await().until(() -> received(SLACK).stream()
				.anyMatch((notice) -> notice.getBodyAsString()
					.equals("{\"text\":\"Nothing is synced: The route dispatch is stopped. "
							+ "Start it, in Hawtio for example.\"}")));
		}
		finally {
			this.camel.getRouteController().startRoute("dispatch");
		}
		await().until(() -> received(SLACK).stream()
			.anyMatch((notice) -> notice.getBodyAsString().equals("{\"text\":\"All routes that sync run again.\"}")));
	}

	@Test
	void slackIsToldOfADeadLetterAndItsAddressIsNowhere(CapturedOutput output) throws Exception {
		FUSE.stubFor(post(SYNC).withRequestBody(containing(this.connection)).willReturn(aResponse().withStatus(422)));
		send(Webhooks.syncData(this.connection));
		String text = "{\"text\":\"Dead letter %s: message\"}";
		await().until(() -> received(SLACK).stream().anyMatch((notice) -> isAbout(notice, text)));
		assertThat(received(SLACK))
			.allSatisfy((notice) -> assertThat(notice.getHeader("Content-Type")).isEqualTo("application/json"));
		FUSE.stubFor(post(SLACK).willReturn(aResponse().withStatus(500)));
		send(Webhooks.syncData(this.connection));
		await().until(() -> output.toString().contains(this.connection + " failed, which changes nothing"));
		assertThat(states(this.connection)).containsOnly("dead-lettered");
		assertThat(output).doesNotContain("never-show-this-path");
		assertThat(this.camel.getCamelContextExtension()
			.getContextPlugin(ManagedCamelContext.class)
			.getManagedCamelContext()
			.dumpRoutesAsXml(true)).contains("post-dead-letter").doesNotContain("never-show-this-path");
		assertThat(valuesInJmx()).contains("http://").doesNotContain("never-show-this-path");
	}

	private boolean isAbout(LoggedRequest notice, String text) {
		return notice.getBodyAsString().equals(text.formatted(StoredRow.of(this.store, this.connection).get(0).id()));
	}

	@Test
	void aNewTypeHasARouteFileOfItsOwn() throws Exception {
		Webhooks wanted = Webhooks.ofType("assets.report_ready", this.connection);
		FUSE.stubFor(
				post("/asset-reports").inScenario("reports").willReturn(serviceUnavailable()).willSetStateTo("up"));
		FUSE.stubFor(post("/asset-reports").inScenario("reports").whenScenarioStateIs("up").willReturn(okJson("{}")));
		send(wanted);
		awaitStates("delivered");
		assertThat(received("/asset-reports")).hasSize(2)
			.allSatisfy((call) -> assertThat(call.getBody()).isEqualTo(wanted.body()));
		assertThat(received("/transactions")).isEmpty();
	}

	@Test
	void webhooksAreTakenAtTheOtherPathOnly() throws Exception {
		assertThat(answer(this.port, "/webhook", Webhooks.syncData(this.connection))).isEqualTo(404);
		assertThat(answer(this.port, "/hooks/fuse", Webhooks.syncData(this.connection))).isEqualTo(200);
		awaitStates("synced");
	}

	@Test
	void callsAreMadeAtTheLimitedRateAndNoneIsLost() throws Exception {
		List<String> connections = Stream.generate(Webhooks::newConnection).limit(30).toList();
		for (String other : connections) {
			send(Webhooks.syncData(other));
		}
		await().until(() -> connections.stream().allMatch((other) -> states(other).equals(List.of("synced"))));
		List<LoggedRequest> calls = new ArrayList<>(received(SYNC));
		calls.sort(Comparator.comparing(LoggedRequest::getLoggedDate));
		assertThat(calls).hasSize(30);
		Duration took = Duration.between(calls.get(0).getLoggedDate().toInstant(),
				calls.get(29).getLoggedDate().toInstant());
		// The last ten are made in the third second at the earliest.
		assertThat(took).isGreaterThan(Duration.ofMillis(1500));
	}

	@Test
	void eachAccountHasAnInstance() throws Exception {
		Files.writeString(HOME.resolve("api-key"), "key-of-account-b\n");
		try (ConfigurableApplicationContext other = new SpringApplicationBuilder(FuseSyncApplication.class)
			.run(arguments("account-b.properties"))) {
			int otherPort = Integer.parseInt(other.getEnvironment().getProperty("local.server.port"));
			Webhooks webhook = Webhooks.syncData(this.connection);
			assertThat(answer(otherPort, "/webhook", webhook)).isEqualTo(403);
			assertThat(answer(otherPort, "/webhook", webhook.signedWith("key-of-account-b"))).isEqualTo(200);
			await().until(() -> calls().size() == 1);
			assertThat(calls().get(0).getHeader("fuse-api-key")).isEqualTo("key-of-account-b");
			assertThat(calls().get(0).getHeader("fuse-client-id")).isEqualTo("account-b");
			assertThat(states(this.connection)).as("account A knows nothing of it").isEmpty();
		}
	}

	/** What JMX shows of Camel: the names of its MBeans and all their attributes. */
	private static String valuesInJmx() throws Exception {
		MBeanServer server = ManagementFactory.getPlatformMBeanServer();
		StringBuilder values = new StringBuilder();
		for (ObjectName name : server.queryNames(new ObjectName("org.apache.camel:*"), null)) {
			String[] attributes = Stream.of(server.getMBeanInfo(name).getAttributes())
				.map(MBeanAttributeInfo::getName)
				.toArray(String[]::new);
			values.append(name).append(server.getAttributes(name, attributes));
		}
		return values.toString();
	}

}
