package dev.fusesync.routes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.fusesync.routes.files.Place;
import dev.fusesync.routes.files.RouteFiles;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

import org.springframework.core.env.Environment;

/**
 * The house rules of the route files: each route, policy and step has an id, which
 * metrics, logs and Hawtio show, and each route a description.
 */
public final class RouteStyle {

	private static final Set<String> DEFINITIONS = Set.of("route", "routeConfiguration");

	private static final Set<String> LISTS = Set.of("when", "doCatch");

	private final Environment environment;

	public RouteStyle(Environment environment) {
		this.environment = environment;
	}

	/** What does not follow the rules; a file that cannot be parsed is left out. */
	public List<RouteFinding> warnings() {
		List<RouteFinding> warnings = new ArrayList<>();
		try {
			RouteFiles files = new RouteFiles(this.environment.getProperty("camel.main.routes-include-pattern", ""));
			for (Path file : files.loaded()) {
				parse(file).ifPresent((root) -> new Walk(file, warnings).all(root));
			}
			warnings.addAll(RouteVariables.unset(files.loaded()));
			files.ignored()
				.forEach((file) -> warnings.add(new RouteFinding(List.of(new Place(file, 1, 1)),
						"The file is not loaded, since its path does not match the pattern of route files.",
						"Name it *.camel.yaml, or move it elsewhere.")));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		return warnings;
	}

	private static Optional<Node> parse(Path file) throws IOException {
		try {
			return new Compose(LoadSettings.builder().build()).composeString(RouteFiles.text(file));
		}
		catch (YamlEngineException ex) {
			return Optional.empty();
		}
	}

	/** A walk through a file. */
	private record Walk(Path file, List<RouteFinding> warnings) {

		void all(Node root) {
			if (root instanceof SequenceNode entries) {
				entries.getValue().forEach(this::entry);
			}
		}

		private void entry(Node entry) {
			for (NodeTuple field : fields(entry)) {
				String kind = text(field.getKeyNode());
				if (DEFINITIONS.contains(kind)) {
					require("id", kind, field.getValueNode(), field.getKeyNode());
					require("description", kind, field.getValueNode(), field.getKeyNode());
				}
				steps(field.getValueNode());
			}
		}

		private void steps(Node node) {
			for (NodeTuple field : fields(node)) {
				String key = text(field.getKeyNode());
				Node value = field.getValueNode();
				if (key.equals("from") || key.equals("otherwise")
						|| key.equals("onException") && value instanceof MappingNode) {
					require("id", key, value, field.getKeyNode());
				}
				if (value instanceof SequenceNode list) {
					list.getValue().forEach((item) -> item(key, item));
				}
				steps(value);
			}
		}

		private void item(String list, Node item) {
			if (list.equals("steps")) {
				fields(item)
					.forEach((step) -> require("id", text(step.getKeyNode()), step.getValueNode(), step.getKeyNode()));
			}
			else if (LISTS.contains(list)) {
				require("id", list, item, item);
			}
			steps(item);
		}

		private void require(String wanted, String kind, Node node, Node at) {
			if (fields(node).stream().noneMatch((field) -> text(field.getKeyNode()).equals(wanted))) {
				Mark mark = at.getStartMark().orElseThrow();
				this.warnings.add(new RouteFinding(List.of(new Place(this.file, mark.getLine() + 1, mark
					.getColumn() + 1)), "This %s has no %s.".formatted(kind, wanted), wanted.equals("id")
							? "Give it an id, a verb and an object such as log-synced: metrics, logs and Hawtio show it."
							: "Give it a description of one sentence: Kaoto and Hawtio show it."));
			}
		}

		private static List<NodeTuple> fields(Node node) {
			return (node instanceof MappingNode mapping) ? mapping.getValue() : List.of();
		}

		private static String text(Node node) {
			return (node instanceof ScalarNode scalar) ? scalar.getValue() : "";
		}

	}

}
