package dev.fusesync.support;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

/** What the board and the alerts ask Prometheus. */
public final class Queries {

	private Queries() {
	}

	/** Of the board, with its variables filled in. */
	public static List<String> board() throws IOException {
		List<String> queries = new ArrayList<>();
		for (JsonNode panel : new ObjectMapper().readTree(Path.of("src/main/grafana/fuse-sync.json").toFile())
			.path("panels")) {
			panel.path("targets")
				.forEach((target) -> queries
					.add(target.path("expr").asText().replace("$instance", ".*").replace("$__rate_interval", "1m")));
		}
		return queries;
	}

	/** Of alerts and recording rules. */
	public static List<String> alerts() throws IOException {
		List<String> queries = new ArrayList<>();
		for (JsonNode group : new ObjectMapper(new YAMLFactory())
			.readTree(Path.of("src/main/prometheus/alerts.yaml").toFile())
			.path("groups")) {
			group.path("rules").forEach((rule) -> queries.add(rule.path("expr").asText()));
		}
		return queries;
	}

}
