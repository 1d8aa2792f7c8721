package dev.fusesync.management;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

import javax.management.MBeanOperationInfo;
import javax.management.MBeanServer;
import javax.management.ObjectName;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fusesync.support.ShippedRoutes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalManagementPort;
import org.springframework.util.ClassUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What somebody who is logged in can and cannot do through Jolokia, as Hawtio does. */
class JolokiaPolicyTest extends ShippedRoutes {

	private static final String CONTEXT = "org.apache.camel:context=*,type=context,name=*";

	private static final String ROUTE = "org.apache.camel:context=*,type=routes,name=\"%s\"";

	private static final String INBOX = "org.apache.camel:context=*,type=endpoints,name=\"store\\?queue=inbox\"";

	private static final String DISPATCH = "org.apache.camel:context=*,type=consumers,name=StoreConsumer*";

	private static final String STORE = "org.apache.camel:context=*,type=components,name=\"store\"";

	private final ObjectMapper json = new ObjectMapper();

	private final MBeanServer mbeans = ManagementFactory.getPlatformMBeanServer();

	@LocalManagementPort
	private int managementPort;

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { CONTEXT + " | State", INBOX + " | Waiting", INBOX + " | Queue", DISPATCH + " | Claimed",
					DISPATCH + " | Overdue", STORE + " | State", "java.lang:type=Memory | HeapMemoryUsage" })
	void readsWhatAConsoleShows(String name, String attribute) {
		assertThat(read(name, attribute).path("status").asInt()).isEqualTo(200);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "java.lang:type=Runtime | SystemProperties",
			"java.lang:type=Runtime | InputArguments", "com.sun.management:type=HotSpotDiagnostic | DiagnosticOptions",
			"jdk.management.jfr:type=FlightRecorder | Recordings", "java.util.logging:type=Logging | LoggerNames",
			"org.apache.camel:context=*,type=services,name=GlobalVariableRepository | Size" })
	void refusesToReadTheRest(String name, String attribute) {
		assertForbidden(read(name, attribute));
	}

	@Test
	void stopsAndStartsARoute() throws Exception {
		ObjectName route = find(ROUTE.formatted("other-events"));
		assertThat(exec(route.toString(), "stop()").path("status").asInt()).isEqualTo(200);
		assertThat(this.mbeans.getAttribute(route, "State")).isEqualTo("Stopped");
		assertThat(exec(route.toString(), "start()").path("status").asInt()).isEqualTo(200);
		await().until(() -> "Started".equals(this.mbeans.getAttribute(route, "State")));
	}

	@Test
	void drawsRoutesAndListsDeadLetters() throws Exception {
		assertThat(exec(find(CONTEXT).toString(), "dumpRoutesAsXml()").path("value").asText())
			.contains("<route id=\"sync\"");
		assertThat(exec("org.springframework.boot:type=Endpoint,name=Deadletters", "list", new Object[18]).path("value")
			.has("entries")).isTrue();
		assertThat(
				exec("org.springframework.boot:type=Endpoint,name=Deadletters", "causes", new Object[1]).path("status")
					.asInt())
			.isEqualTo(200);
		assertThat(exec("org.springframework.boot:type=Endpoint,name=Waiting", "list", new Object[9]).path("value")
			.has("entries")).isTrue();
		assertThat(exec("org.springframework.boot:type=Endpoint,name=Connections", "list", new Object[5]).path("value")
			.has("entries")).isTrue();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = {
			CONTEXT + " | sendStringBody(java.lang.String,java.lang.String) | file:target/forged",
			CONTEXT + " | stop() |", CONTEXT + " | createEndpoint(java.lang.String) | file:target/forged",
			"org.apache.camel:context=*,type=routes,name=\"sync\" | remove() |",
			"org.apache.camel:context=*,type=routes,name=\"sync\" | updateRouteFromXml(java.lang.String) | <route/>",
			INBOX + " | browseMessageBody(java.lang.Integer) | 0", INBOX + " | stop() |", DISPATCH + " | stop() |",
			DISPATCH + " | suspend() |", STORE + " | stop() |",
			"com.sun.management:type=HotSpotDiagnostic | dumpHeap | target/forged.hprof",
			"com.sun.management:type=DiagnosticCommand | vmSystemProperties |",
			"jdk.management.jfr:type=FlightRecorder | newRecording |",
			"java.util.logging:type=Logging | setLoggerLevel | root", "java.lang:type=Memory | gc |",
			"java.lang:type=Threading | dumpAllThreads(boolean,boolean) | true",
			"javax.management.loading:type=MLet | getMBeansFromURL | http://localhost:1/",
			"JMImplementation:type=MBeanServerDelegate | anything |" })
	void refusesWhatChangesMore(String name, String operation, String argument) throws Exception {
		assertForbidden((argument != null) ? exec(first(name), operation, argument) : exec(first(name), operation));
	}

	/** A later version may bring operations: what is not known here is refused. */
	@Test
	void allowsNoOperationThatIsNotNamedHere() throws Exception {
		Set<String> allowed = Set.of("start", "stop", "dumpRoutesAsXml", "dumpRoutesStatsAsXml", "dumpRouteAsXml",
				"dumpRouteStatsAsXml", "isUpdateRouteEnabled");
		Set<String> asked = new HashSet<>();
		for (ObjectName name : this.mbeans.queryNames(new ObjectName("org.apache.*:*"), null)) {
			// One of a kind; other tests' programs have left some in this process.
			if (!asked.add(name.getKeyProperty("type") + this.mbeans.getObjectInstance(name).getClassName())) {
				continue;
			}
			for (MBeanOperationInfo operation : this.mbeans.getMBeanInfo(name).getOperations()) {
				boolean browse = operation.getName().equals("browse") && name.toString()
					.matches(".*type=services,name=(DefaultInflightRepository|DefaultAsyncProcessorAwaitManager).*");
				if (!allowed.contains(operation.getName()) && !browse) {
					assertForbidden(exec(name.toString(), operation.getName()));
				}
			}
		}
	}

	@Test
	void refusesToWrite() throws Exception {
		ObjectNode request = request("write", find(CONTEXT).toString());
		request.put("attribute", "Tracing").put("value", true);
		assertForbidden(post(request.toString()));
		assertThat(this.mbeans.getAttribute(find(CONTEXT), "Tracing")).isEqualTo(false);
	}

	@Test
	void goesToNoOtherMachine() {
		ObjectNode request = request("read", "java.lang:type=Memory");
		request.putObject("target").put("url", "service:jmx:rmi:///jndi/rmi://127.0.0.1:1/jmxrmi");
		long heap = post(request.toString()).at("/value/HeapMemoryUsage/max").asLong();
		assertThat(heap).as("it is this one's")
			.isEqualTo(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getMax());
		assertThat(ClassUtils.isPresent("org.jolokia.service.jsr160.Jsr160RequestHandler", null)).isFalse();
		assertThat(ClassUtils.isPresent("org.jolokia.service.discovery.JolokiaDiscovery", null)).isFalse();
	}

	@Test
	void namesNothingOfNoUse() {
		String names = post("{\"type\":\"search\",\"mbean\":\"*:*\"}").toString();
		assertThat(names).contains("org.apache.camel", "java.lang")
			.doesNotContain("com.sun.management", "java.util.logging", "jdk.management.jfr", "JMImplementation");
	}

	@ParameterizedTest
	@ValueSource(strings = { "read/java.lang:type=Memory", "exec/java.lang:type=Memory/gc",
			"exec/org.springframework.boot:type=Endpoint,name=Deadletters/list" })
	void refusesGetWhichAPageOfAnotherOriginCouldMake(String path) throws Exception {
		HttpResponse<String> answer = send(loggedIn(uri("/" + path)).build());
		assertForbidden(this.json.readTree(answer.body()));
	}

	@Test
	void answersNothingThatABrowserWouldShowAsAPage() {
		HttpResponse<String> answer = send(loggedIn(uri("/read/java.lang:type=Memory?mimeType=text/html")).build());
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(answer.headers().firstValue("content-type")).get().asString().startsWith("text/plain");
		assertThat(answer.body()).doesNotContain("HeapMemoryUsage");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/jolokia", "/actuator/hawtio/jolokia" })
	void refusesAPostOfAnotherOrigin(String path) {
		HttpRequest request = loggedIn(URI.create("http://localhost:" + this.managementPort + path))
			.header("Origin", "http://evil.example")
			.header("Content-Type", "text/plain")
			.POST(BodyPublishers.ofString("{\"type\":\"version\"}"))
			.build();
		assertThat(send(request).statusCode()).isEqualTo(403);
	}

	@Test
	void opensNoPortForRemoteJmx() {
		Set<String> settings = System.getProperties()
			.stringPropertyNames()
			.stream()
			.filter((name) -> name.startsWith("com.sun.management.jmxremote"))
			.collect(Collectors.toSet());
		assertThat(settings).isEmpty();
	}

	private JsonNode read(String name, String attribute) {
		ObjectNode request = request("read", first(name));
		request.put("attribute", attribute);
		return post(request.toString());
	}

	private JsonNode exec(String name, String operation, Object... arguments) {
		ObjectNode request = request("exec", name);
		request.put("operation", operation).set("arguments", this.json.valueToTree(arguments));
		return post(request.toString());
	}

	private ObjectNode request(String type, String name) {
		return this.json.createObjectNode().put("type", type).put("mbean", name);
	}

	private JsonNode post(String request) {
		try {
			HttpResponse<String> answer = send(loggedIn(uri("")).header("Content-Type", "application/json")
				.POST(BodyPublishers.ofString(request))
				.build());
			return this.json.readTree(answer.body());
		}
		catch (java.io.IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private URI uri(String path) {
		return URI.create("http://localhost:" + this.managementPort + "/actuator/jolokia" + path);
	}

	/** The one that is there, or the name itself where none is. */
	private String first(String pattern) {
		try {
			return this.mbeans.queryNames(new ObjectName(pattern), null)
				.stream()
				.map(ObjectName::toString)
				.findFirst()
				.orElse(pattern);
		}
		catch (javax.management.MalformedObjectNameException ex) {
			throw new IllegalArgumentException(pattern, ex);
		}
	}

	private ObjectName find(String pattern) throws Exception {
		return this.mbeans.queryNames(new ObjectName(pattern), null).iterator().next();
	}

	private static void assertForbidden(JsonNode answer) {
		assertThat(answer.path("status").asInt()).as(answer.toString()).isEqualTo(403);
		assertThat(answer.has("value")).isFalse();
	}

}
