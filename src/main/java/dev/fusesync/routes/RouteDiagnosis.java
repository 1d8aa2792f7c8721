package dev.fusesync.routes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.fusesync.routes.files.Place;
import dev.fusesync.routes.files.RouteFiles;
import dev.fusesync.settings.Suggestion;
import org.apache.camel.FailedToCreateRouteException;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.ResolveEndpointFailedException;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;

import org.springframework.beans.factory.BeanCreationException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.Environment;

/**
 * Finds out from a failure of Camel's what is wrong in the route files, and where.
 */
final class RouteDiagnosis {

	private final BeanFactory beans;

	private final Environment environment;

	RouteDiagnosis(BeanFactory beans, Environment environment) {
		this.beans = beans;
		this.environment = environment;
	}

	/** The first cause of that type. */
	static <T> Optional<T> first(Throwable failure, Class<T> type) {
		return causes(failure).stream().filter(type::isInstance).map(type::cast).findFirst();
	}

	private static List<Throwable> causes(Throwable failure) {
		return Stream.iterate(failure, Objects::nonNull, Throwable::getCause).toList();
	}

	/**
	 * Describes a failure.
	 * @param loaded the file that was being loaded; null if unknown
	 */
	RouteFinding of(Throwable failure, Path loaded) {
		return first(failure, MarkedYamlEngineException.class).map(this::ofSyntax)
			.or(() -> ofKnownFault(causes(failure), loaded))
			.or(() -> first(failure, NoSuchFileException.class).map(RouteDiagnosis::ofFolder))
			.orElseGet(() -> ofMessage(causes(failure), loaded));
	}

	private RouteFinding ofSyntax(MarkedYamlEngineException failure) {
		String problem = String.valueOf(failure.getProblem());
		String word = problem.substring(problem.lastIndexOf(' ') + 1);
		return new RouteFinding(failure.getProblemMark().map((mark) -> place(word, mark)).stream().toList(), problem,
				"Correct the spelling or the indentation at this place. Indent with spaces; steps of one list begin in the "
						+ "same column.");
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

	private Optional<RouteFinding> ofKnownFault(List<Throwable> causes, Path loaded) {
		String messages = causes.stream().map(Throwable::getMessage).collect(Collectors.joining("\n"));
		for (RouteFault fault : RouteFault.values()) {
			Matcher matcher = fault.matcher(messages);
			if (matcher.find()) {
				String wrong = matcher.group(1);
				return Optional.of(new RouteFinding(places(fault, file(causes, loaded), wrong),
						fault.sentence(wrong) + suggestion(fault, wrong), fault.action(wrong)));
			}
		}
		return Optional.empty();
	}

	private static RouteFinding ofFolder(NoSuchFileException missing) {
		return new RouteFinding(List.of(),
				"The folder " + Path.of(missing.getFile()).toAbsolutePath().normalize() + " does not exist.",
				"Start in the directory that has routes/ and application.properties, or set FUSE_SYNC_HOME to it.");
	}

	private RouteFinding ofMessage(List<Throwable> causes, Path loaded) {
		String message = String.valueOf(causes.get(causes.size() - 1).getMessage());
		String bean = causes.stream()
			.filter(BeanCreationException.class::isInstance)
			.map((cause) -> "The bean " + ((BeanCreationException) cause).getBeanName() + " cannot be created: ")
			.findFirst()
			.orElse("");
		return new RouteFinding(placeOfAnyWord(file(causes, loaded), message, uri(causes)).stream().toList(),
				bean + message, "Correct the route file and start again.");
	}

	/** The endpoint that failed; blank if none did. */
	private static String uri(List<Throwable> causes) {
		return causes.stream()
			.filter(ResolveEndpointFailedException.class::isInstance)
			.map((cause) -> ((ResolveEndpointFailedException) cause).getUri())
			.findFirst()
			.orElse("");
	}

	private List<Place> places(RouteFault fault, Path file, String wrong) {
		return (fault == RouteFault.ID) ? files().ids(wrong)
				: files().places(wrong, file, 1).stream().limit(1).toList();
	}

	/**
	 * The place of the word of the message that stands in the route's file: one of the
	 * endpoint that failed, else the longest, else the last one.
	 */
	private Optional<Place> placeOfAnyWord(Path file, String message, String uri) {
		List<String> words = Arrays.asList(message.split("[^\\w.-]+"));
		Collections.reverse(words);
		return words.stream()
			.sorted(Comparator.comparing((String word) -> !uri.contains("=" + word))
				.thenComparing(Comparator.comparingInt(String::length).reversed()))
			.flatMap((word) -> files().places(word, file, 1).stream())
			.filter((place) -> place.file().equals(file))
			.findFirst();
	}

	/** The file of the route that failed; null if unknown. */
	private Path file(List<Throwable> causes, Path loaded) {
		return causes.stream()
			.map((cause) -> (cause instanceof FailedToCreateRouteException route) ? route.getRouteId()
					: (cause instanceof FailedToStartRouteException route) ? route.getRouteId() : null)
			.filter(Objects::nonNull)
			.flatMap((route) -> files().ids(route).stream())
			.map(Place::file)
			.findFirst()
			.orElse(loaded);
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
