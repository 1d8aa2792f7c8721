package dev.fusesync.support;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import static org.assertj.core.api.Assertions.assertThat;

/** Answers of the endpoints as files, by which pages are tested without a store. */
public final class PageExamples {

	private static final Path FILES = Path.of("src/test/resources/page");

	/** What is in these is any webhook's. */
	private static final Set<String> OPEN = Set.of("filter", "body");

	private PageExamples() {
	}

	public static JsonNode read(String name) {
		try {
			return new ObjectMapper().readTree(FILES.resolve(name + ".json").toFile());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Expects that an answer has no field that the example lacks, nor another kind. */
	public static void expectLike(String name, JsonNode answer) {
		assertThat(fields(read(name), "")).as("%s.json lacks a field of %s", name, answer)
			.containsAll(fields(answer, ""));
	}

	private static Set<String> fields(JsonNode node, String path) {
		Set<String> fields = new TreeSet<>();
		fields.add(path + " " + (node.isContainerNode() ? node.getNodeType() : "value"));
		if (!OPEN.contains(path.substring(path.lastIndexOf('.') + 1))) {
			node.properties().forEach((field) -> fields.addAll(fields(field.getValue(), path + "." + field.getKey())));
			if (node.isArray()) {
				node.forEach((one) -> fields.addAll(fields(one, path + "[]")));
			}
		}
		return fields;
	}

}
