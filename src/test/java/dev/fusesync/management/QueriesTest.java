package dev.fusesync.management;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.fusesync.support.Queries;
import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;

import static com.github.tomakehurst.wiremock.client.WireMock.jsonResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** The board and the alerts ask for nothing that the program does not show. */
class QueriesTest extends ShippedRoutes {

	private static final Pattern SAMPLE = Pattern.compile("^(\\w+)(?:\\{(.*)})? \\S+$");

	private static final Pattern LABEL = Pattern.compile("(\\w+)(=~|!=|=)\"([^\"]*)\"");

	private static final Pattern SELECTOR = Pattern
		.compile("\\b((?:fuse|camel|jvm|disk|logback|process|system)_\\w+)(?:\\{([^}]*)})?");

	private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");

	/** Prometheus adds these itself, or accounts.md has it add them. */
	private static final Set<String> OF_PROMETHEUS = Set.of("instance", "job", "account");

	@Value("${local.management.port}")
	private int managementPort;

	@Test
	void everyQueryResolves() throws IOException {
		makeTrouble();
		Map<String, Map<String, Set<String>>> shown = scrape();
		List<String> faults = new ArrayList<>();
		List<String> queries = Stream.concat(Queries.board().stream(), Queries.alerts().stream()).toList();
		assertThat(queries).hasSizeGreaterThan(50);
		for (String query : queries) {
			Set<String> labels = new TreeSet<>(OF_PROMETHEUS);
			Matcher selector = SELECTOR.matcher(query);
			while (selector.find()) {
				Map<String, Set<String>> known = shown.getOrDefault(selector.group(1),
						Map.of("no such metric", Set.of()));
				labels.addAll(known.keySet());
				faults.addAll(faults(selector, known));
			}
			GROUPING.matcher(query)
				.results()
				.flatMap((grouping) -> Stream.of(grouping.group(1).split(", ")))
				.filter((label) -> !labels.contains(label))
				.forEach((label) -> faults.add(query + ": no label " + label));
		}
		assertThat(faults).isEmpty();
	}

	private static List<String> faults(Matcher selector, Map<String, Set<String>> known) {
		List<String> faults = new ArrayList<>();
		if (known.containsKey("no such metric")) {
			faults.add(selector.group() + ": no such metric");
		}
		Matcher label = LABEL.matcher((selector.group(2) != null) ? selector.group(2) : "");
		while (label.find()) {
			Set<String> values = known.getOrDefault(label.group(1), Set.of());
			boolean all = OF_PROMETHEUS.contains(label.group(1))
					|| values.containsAll(Set.of(label.group(3).split("\\|")));
			if (!all) {
				faults.add(selector.group() + ": " + label.group(1) + " is never so, but one of " + values);
			}
		}
		return faults;
	}

	/** So that every kind of failure there is has been counted. */
	private void makeTrouble() {
		FUSE.stubFor(post(SYNC_PATH).willReturn(jsonResponse("{\"code\":\"invalid_certificate\"}", 400)));
		send(Webhooks.syncData(Webhooks.newConnection()));
		await().until(() -> scrape().getOrDefault("fuse_sync_calls_seconds_count", Map.of())
			.getOrDefault("class", Set.of())
			.contains("aggregator"));
		FUSE.stubFor(post(SYNC_PATH).willReturn(okJson(SYNCED)));
		await().until(() -> scrape().get("fuse_sync_calls_seconds_count").get("outcome").contains("synced"));
		await().until(() -> {
			runScheduled("Freshness.count");
			return scrape().containsKey("fuse_connections_stale");
		});
		System.gc();
		await().until(() -> scrape().containsKey("jvm_gc_pause_seconds_sum"));
	}

	/** Metric to labels to values. */
	private Map<String, Map<String, Set<String>>> scrape() {
		String page = send(
				loggedIn(URI.create("http://localhost:" + this.managementPort + "/actuator/prometheus")).build())
			.body();
		Map<String, Map<String, Set<String>>> shown = new TreeMap<>();
		page.lines().map(SAMPLE::matcher).filter(Matcher::matches).forEach((sample) -> {
			Map<String, Set<String>> labels = shown.computeIfAbsent(sample.group(1), (name) -> new TreeMap<>());
			Matcher label = LABEL.matcher((sample.group(2) != null) ? sample.group(2) : "");
			while (label.find()) {
				labels.computeIfAbsent(label.group(1), (name) -> new TreeSet<>()).add(label.group(3));
			}
		});
		return shown;
	}

}
