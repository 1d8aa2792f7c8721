package dev.fusesync.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.web.ExposableWebEndpoint;
import org.springframework.boot.actuate.endpoint.web.WebEndpointHttpMethod;
import org.springframework.boot.actuate.endpoint.web.WebEndpointsSupplier;
import org.springframework.boot.actuate.endpoint.web.WebOperation;
import org.springframework.boot.actuate.endpoint.web.WebOperationRequestPredicate;

/**
 * Endpoints that answer what the files in src/test/resources/page/answers say. In these
 * {@code @-PT3M} is the time three minutes ago.
 */
public final class FixtureEndpoints implements WebEndpointsSupplier {

	private static final JsonMapper JSON = new JsonMapper();

	private static final Path FILES = Path.of("src/test/resources/page/answers");

	private static final Pattern DISTANCE = Pattern.compile("@(-?P[A-Z0-9.]+)");

	/**
	 * The answers by what is asked: deadletters, deadletters?id, deadletters/causes, POST
	 * waiting.
	 */
	private final Map<String, JsonNode> answers = new ConcurrentHashMap<>();

	private final Map<String, RuntimeException> refusals = new ConcurrentHashMap<>();

	/** What was written: the endpoint and the parameters. */
	private final List<Written> written = new CopyOnWriteArrayList<>();

	/**
	 * Endpoints of a program in that state.
	 * @param state ok, without dead letters; paused, with some; or down, with very many
	 */
	public static FixtureEndpoints inState(String state) {
		return new FixtureEndpoints().answerLike(state);
	}

	/** Has all questions answered as in that state. */
	public FixtureEndpoints answerLike(String state) {
		String letters = switch (state) {
			case "ok" -> "-none";
			case "down" -> "-10000";
			default -> "";
		};
		return answer("overview", "overview-" + state).answer("health", "health")
			.answer("deadletters", "deadletters" + letters)
			.answer("deadletters/causes", "causes" + letters)
			.answer("deadletters?id", "deadletter")
			.answer("deadletters/decisions", "decisions")
			.answer("POST deadletters", "dry-run")
			.answer("connections", "connections")
			.answer("connections?id", "connection")
			.answer("POST connections", "erasure")
			.answer("POST connections sync-again", "sync-again")
			.answer("waiting", "waiting")
			.answer("waiting?id", "waiting-one")
			.answer("POST waiting", "dry-run-waiting");
	}

	/** Reads a file. */
	public static JsonNode read(String file) {
		try {
			String text = Files.readString(FILES.resolve(file + ".json"));
			Instant now = Instant.now();
			return JSON.readTree(DISTANCE.matcher(text)
				.replaceAll((distance) -> now.plus(Duration.parse(distance.group(1))).toString()));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** Has a question answered with a file. */
	public FixtureEndpoints answer(String question, String file) {
		return answer(question, read(file));
	}

	/** Has a question answered. */
	public FixtureEndpoints answer(String question, JsonNode answer) {
		this.refusals.remove(question);
		this.answers.put(question, answer);
		return this;
	}

	/** Has a question refused, but not a dry run. */
	public FixtureEndpoints refuse(String question, RuntimeException refusal) {
		this.refusals.put(question, refusal);
		return this;
	}

	/** What was written so far, without what was only counted. */
	public List<Written> written() {
		return this.written.stream().filter((write) -> !"true".equals(write.parameters().get("dryRun"))).toList();
	}

	/** Forgets what was written. */
	public void forget() {
		this.written.clear();
	}

	@Override
	public Collection<ExposableWebEndpoint> getEndpoints() {
		List<ExposableWebEndpoint> endpoints = new ArrayList<>();
		for (String id : List.of("overview", "health", "deadletters", "connections", "waiting")) {
			if (this.answers.keySet()
				.stream()
				.anyMatch((question) -> question.matches("(POST )?" + id + "([/? ].*)?"))) {
				endpoints.add(new Endpoint(id,
						List.of(new Operation(id, id, WebEndpointHttpMethod.GET),
								new Operation(id, id + "/{what}", WebEndpointHttpMethod.GET),
								new Operation(id, id, WebEndpointHttpMethod.POST))));
			}
		}
		return endpoints;
	}

	private JsonNode answerTo(String id, WebEndpointHttpMethod method, Map<String, Object> arguments) {
		String question = (method == WebEndpointHttpMethod.POST) ? "POST " + id : arguments.containsKey("what")
				? id + "/" + arguments.get("what") : arguments.containsKey("id") ? id + "?id" : id;
		boolean counts = "true".equals(arguments.get("dryRun"));
		if (this.refusals.containsKey(question) && !counts) {
			throw this.refusals.get(question);
		}
		if (method == WebEndpointHttpMethod.POST) {
			this.written.add(new Written(id, Map.copyOf(arguments)));
		}
		JsonNode answer = this.answers.getOrDefault(question + " " + arguments.get("action"),
				this.answers.get(question));
		if (answer == null) {
			throw new IllegalStateException("No file answers " + question);
		}
		return answer;
	}

	/**
	 * What a page had an endpoint do.
	 *
	 * @param endpoint its id
	 * @param parameters what it was told
	 */
	public record Written(String endpoint, Map<String, Object> parameters) {

	}

	private record Endpoint(String id, Collection<WebOperation> operations) implements ExposableWebEndpoint {

		@Override
		public EndpointId getEndpointId() {
			return EndpointId.of(this.id);
		}

		@Override
		@SuppressWarnings({ "deprecation", "removal" })
		public boolean isEnableByDefault() {
			return true;
		}

		@Override
		public Access getDefaultAccess() {
			return Access.UNRESTRICTED;
		}

		@Override
		public Collection<WebOperation> getOperations() {
			return this.operations;
		}

		@Override
		public String getRootPath() {
			return this.id;
		}

	}

	private final class Operation implements WebOperation {

		private final String id;

		private final WebOperationRequestPredicate predicate;

		Operation(String id, String path, WebEndpointHttpMethod method) {
			this.id = id;
			this.predicate = new WebOperationRequestPredicate(path, method, List.of(), List.of());
		}

		@Override
		public String getId() {
			return this.id;
		}

		@Override
		public boolean isBlocking() {
			return true;
		}

		@Override
		public WebOperationRequestPredicate getRequestPredicate() {
			return this.predicate;
		}

		@Override
		public OperationType getType() {
			return (this.predicate.getHttpMethod() == WebEndpointHttpMethod.GET) ? OperationType.READ
					: OperationType.WRITE;
		}

		@Override
		public Object invoke(InvocationContext context) {
			return answerTo(this.id, this.predicate.getHttpMethod(), context.getArguments());
		}

	}

}
