package dev.fusesync.routes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.fusesync.settings.Suggestion;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spring.boot.CamelSpringBootInitializationException;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;

/**
 * Reports a route that Camel cannot load or start as "Description / Action": the file,
 * the line and the column, what is wrong, and what to do.
 */
class RouteFailureAnalyzer implements FailureAnalyzer {

	private final BeanFactory beans;

	private final Environment environment;

	RouteFailureAnalyzer(BeanFactory beans, Environment environment) {
		this.beans = beans;
		this.environment = environment;
	}

	@Override
	public FailureAnalysis analyze(Throwable failure) {
		List<Throwable> causes = Stream.iterate(failure, (cause) -> cause != null, Throwable::getCause).toList();
		Optional<MarkedYamlEngineException> syntax = first(causes, MarkedYamlEngineException.class);
		if (syntax.isPresent()) {
			return ofSyntax(syntax.get());
		}
		boolean ofRoute = first(causes, RuntimeCamelException.class).isPresent()
				|| first(causes, CamelSpringBootInitializationException.class).isPresent();
		return ofRoute ? ofRoute(causes) : null;
	}

	private static <T> Optional<T> first(List<Throwable> causes, Class<T> type) {
		return causes.stream().filter(type::isInstance).map(type::cast).findFirst();
	}

	private FailureAnalysis ofSyntax(MarkedYamlEngineException failure) {
		String problem = String.valueOf(failure.getProblem());
		String word = problem.substring(problem.lastIndexOf(' ') + 1);
		return new FailureAnalysis(
				failure.getProblemMark().map((mark) -> place(word, mark) + ": ").orElse("") + problem
						+ failure.getProblemMark().map((mark) -> "\n\n" + mark.createSnippet()).orElse(""),
				"Correct the spelling or the indentation at this place. Indent with spaces; steps of one list begin in the "
						+ "same column.",
				failure);
	}

	/** The mark of an unknown key is that of the first key beside it. */
	private Place place(String word, Mark mark) {
		Path file = RouteFiles.path(mark.getName());
		return files().places(word, file, mark.getLine() + 1)
			.stream()
			.filter((place) -> place.file().equals(file))
			.findFirst()
			.orElse(new Place(file, mark.getLine() + 1, mark.getColumn() + 1));
	}

	private FailureAnalysis ofRoute(List<Throwable> causes) {
		String messages = causes.stream().map(Throwable::getMessage).collect(Collectors.joining("\n"));
		for (RouteFault fault : RouteFault.values()) {
			Matcher matcher = fault.matcher(messages);
			if (matcher.find()) {
				String wrong = matcher.group(1);
				return new FailureAnalysis(
						places(fault, causes, wrong) + fault.sentence(wrong) + suggestion(fault, wrong),
						fault.action(wrong), causes.get(0));
			}
		}
		Optional<NoSuchFileException> missing = first(causes, NoSuchFileException.class);
		if (missing.isPresent()) {
			return new FailureAnalysis(
					"The folder " + Path.of(missing.get().getFile()).toAbsolutePath().normalize() + " does not exist.",
					"Start in the directory that has routes/ and application.properties.", causes.get(0));
		}
		String message = String.valueOf(causes.get(causes.size() - 1).getMessage());
		return new FailureAnalysis(placeOfAnyWord(causes, message) + message, "Correct the route file and start again.",
				causes.get(0));
	}

	private String places(RouteFault fault, List<Throwable> causes, String wrong) {
		List<Place> places = (fault == RouteFault.ID) ? files().ids(wrong)
				: files().places(wrong, file(causes), 1).stream().limit(1).toList();
		return places.isEmpty() ? "" : places.stream().map(Place::toString).collect(Collectors.joining("; ", "", ": "));
	}

	/** The place of the longest word of the message that stands in the route's file. */
	private String placeOfAnyWord(List<Throwable> causes, String message) {
		Path file = file(causes);
		return Arrays.stream(message.split("[^\\w.-]+"))
			.sorted(Comparator.comparingInt(String::length).reversed())
			.flatMap((word) -> files().places(word, file, 1).stream())
			.filter((place) -> place.file().equals(file))
			.findFirst()
			.map((place) -> place + ": ")
			.orElse("");
	}

	/** The file of the route that failed; null if unknown. */
	private Path file(List<Throwable> causes) {
		return causes.stream()
			.map((cause) -> (cause instanceof FailedToCreateRouteException route) ? route.getRouteId()
					: (cause instanceof FailedToStartRouteException route) ? route.getRouteId() : null)
			.filter(Objects::nonNull)
			.flatMap((route) -> files().ids(route).stream())
			.map(Place::file)
			.findFirst()
			.orElse(null);
	}

	private RouteFiles files() {
		try {
			return new RouteFiles(this.environment.getProperty("camel.main.routes-include-pattern", ""));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private String suggestion(RouteFault fault, String wrong) {
		return switch (fault) {
			case BEAN -> Suggestion.of(wrong, List.of(((ListableBeanFactory) this.beans).getBeanDefinitionNames()));
			case SETTING -> Suggestion.of(wrong, settings());
			default -> "";
		};
	}

	private List<String> settings() {
		return ((ConfigurableEnvironment) this.environment).getPropertySources()
			.stream()
			.filter(EnumerablePropertySource.class::isInstance)
			.flatMap((source) -> Arrays.stream(((EnumerablePropertySource<?>) source).getPropertyNames()))
			.toList();
	}

}
