package dev.fusesync.packaged.drills;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** With the OpenTelemetry agent, as operating.md says how to start it. */
@Tag("drill")
class TracingIT {

	private static final Path OPTIONS = Path.of("src/main/jvm/options");

	private static final Path AGENT = Path.of("target/agent/opentelemetry-javaagent.jar");

	/** As the agent's exporter to the console writes a span: its name, its trace. */
	private static final Pattern SPAN = Pattern.compile("LoggingSpanExporter - '([^']+)' : ([0-9a-f]{32}) ");

	@TempDir
	private Path directory;

	@Test
	void aTraceOfTheWebhookAndOneOfEachAttemptAndFuseSeesNone() throws Exception {
		assertThat(AGENT).exists();
		try (FuseStandIn fuse = new FuseStandIn();
				PackagedProgram program = new PackagedProgram(this.directory, environment(fuse),
						"-javaagent:" + AGENT.toAbsolutePath(), "@" + OPTIONS.toAbsolutePath())) {
			AtomicInteger calls = new AtomicInteger();
			fuse.answer = (connection) -> calls.incrementAndGet() == 1 ? 500 : 200;
			program.start();
			await().until(() -> program.accepts(Webhooks.syncData("traced")));
			await().until(() -> fuse.synced.size() == 1);
			await().untilAsserted(
					() -> assertThat(traces(program).values()).filteredOn((names) -> names.contains("POST /webhook"))
						.isNotEmpty());
			await()
				.untilAsserted(() -> assertThat(traces(program).values()).filteredOn((names) -> names.contains("POST"))
					.hasSize(2));
			assertThat(traces(program).values())
				.noneMatch((names) -> names.contains("POST /webhook") && names.contains("POST"));
			assertThat(fuse.headers).contains("Fuse-verification")
				.doesNotContain("Traceparent", "Tracestate", "Baggage");
			assertThat(program.output()).doesNotContain(Webhooks.API_KEY);
			assertLinesHaveTheTraceOfTheirAttempt(program);
		}
	}

	private static void assertLinesHaveTheTraceOfTheirAttempt(PackagedProgram program) throws IOException {
		String retried = traceInLine(program, "fuse-sync.retry .* Attempt 1 of ");
		String synced = traceInLine(program, "fuse-sync.sync .* Synced ");
		assertThat(retried).isNotEqualTo(synced);
		assertThat(traceInLine(program, "fuse-sync.notices ")).as("The notice after the sync").isEqualTo(synced);
		for (String trace : List.of(retried, synced)) {
			await()
				.untilAsserted(() -> assertThat(traces(program).get(trace)).contains("StoreConsumer.attempt", "POST"));
		}
	}

	private static String traceInLine(PackagedProgram program, String line) throws IOException {
		Pattern pattern = Pattern.compile("] \\[trace ([0-9a-f]{32}) span [0-9a-f]{16}] " + line);
		await().alias(line).atMost(Duration.ofSeconds(30)).until(() -> pattern.matcher(program.output()).find());
		return pattern.matcher(program.output()).results().findFirst().orElseThrow().group(1);
	}

	/** Names of the spans of each trace. */
	private static Map<String, Set<String>> traces(PackagedProgram program) throws IOException {
		Map<String, Set<String>> traces = new LinkedHashMap<>();
		SPAN.matcher(program.output())
			.results()
			.forEach((span) -> traces.computeIfAbsent(span.group(2), (trace) -> new LinkedHashSet<>())
				.add(span.group(1)));
		return traces;
	}

	private static Map<String, String> environment(FuseStandIn fuse) throws IOException {
		return Map.of("FUSE_BASE_PATH", fuse.basePath(), "FUSE_API_KEY", Webhooks.API_KEY, "FUSE_CLIENT_ID",
				"test-client", "FUSE_RETRY_DELAYS", "1s", "OTEL_SERVICE_NAME", "fuse-sync", "OTEL_TRACES_EXPORTER",
				"console", "OTEL_METRICS_EXPORTER", "none", "OTEL_LOGS_EXPORTER", "none",
				"LOGGING_LEVEL_FUSE-SYNC_NOTICES", "DEBUG");
	}

}
