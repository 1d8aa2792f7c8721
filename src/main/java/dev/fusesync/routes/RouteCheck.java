package dev.fusesync.routes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import dev.fusesync.routes.files.Place;
import dev.fusesync.routes.files.RouteFiles;
import dev.fusesync.settings.SettingsException;
import dev.fusesync.settings.Suggestion;
import org.apache.camel.CamelContext;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.PatternHelper;
import org.apache.camel.util.URISupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Stops the start if the loaded routes cannot work although Camel would start them: no
 * route takes webhooks, a call that no route answers, policies that do not exist, an
 * option that a lenient component would send as a query parameter. Files in the folder of
 * the routes that are not loaded are logged.
 */
@Component
class RouteCheck implements CamelContextConfiguration {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.routes");

	private static final String ACTION = "Correct the route files and start again.";

	private final Environment environment;

	private final RouteCalls calls;

	RouteCheck(Environment environment, RouteCalls calls) {
		this.environment = environment;
		this.calls = calls;
	}

	@Override
	public void beforeApplicationStart(CamelContext camel) {
		try {
			check(camel);
		}
		catch (SettingsException | IllegalArgumentException ex) {
			throw ex;
		}
		catch (Exception ex) {
			throw new IllegalStateException("The routes cannot be checked", ex);
		}
	}

	@Override
	public void afterApplicationStart(CamelContext camel) {
		// All is checked before.
	}

	private void check(CamelContext camel) throws Exception {
		String pattern = pattern();
		Set<Path> ignored = new RouteFiles(pattern).ignored();
		ignored.forEach((file) -> LOG.warn("{} is not loaded, since its path does not match {}", file, pattern));
		List<RouteFinding> findings = findings(camel, true);
		if (!findings.isEmpty()) {
			String names = ignored.stream().map(Path::toString).collect(Collectors.joining(", "));
			throw new SettingsException(findings.stream().map(RouteFinding::toString).toList(), ACTION
					+ (names.isEmpty() ? "" : " Not loaded, since they do not match " + pattern + ": " + names + "."));
		}
	}

	/**
	 * Checks the routes that were added to that Camel.
	 * @param complete whether all files could be loaded, so that what is missing is
	 * missing
	 */
	List<RouteFinding> findings(CamelContext camel, boolean complete) throws Exception {
		RouteFiles files = new RouteFiles(pattern());
		List<RouteFinding> faults = new ArrayList<>();
		if (complete) {
			checkReceive(faults);
			checkPolicies(files, faults);
		}
		checkTakers(files, faults);
		Set<String> targets = this.calls.taken("direct");
		for (Call call : this.calls.all()) {
			if (complete) {
				checkTarget(call, targets, files, faults);
			}
			checkOptions(call, camel, files, faults);
		}
		return faults;
	}

	private String pattern() {
		return this.environment.getProperty("camel.main.routes-include-pattern", "");
	}

	private void checkReceive(List<RouteFinding> faults) {
		String path = this.environment.getProperty("fuse.webhook.path", "");
		if (!this.calls.taken("platform-http").contains(path.substring(1))) {
			faults.add(finding(List.of(),
					"No route takes webhooks, from platform-http with the path %s. Routes are loaded from %s."
						.formatted(path, pattern())));
		}
	}

	/**
	 * Camel would refuse a second route of a {@code direct:} endpoint only when it
	 * starts, and one of a queue not at all if its options differ: each webhook would be
	 * called twice.
	 */
	private void checkTakers(RouteFiles files, List<RouteFinding> faults) {
		Map<String, List<RouteDefinition>> takers = this.calls.model()
			.getRouteDefinitions()
			.stream()
			.filter((route) -> this.calls.soleSource(route) != null)
			.collect(Collectors.groupingBy(this.calls::soleSource, TreeMap::new, Collectors.toList()));
		takers.forEach((source, routes) -> {
			if (routes.size() > 1) {
				List<Place> places = routes.stream()
					.flatMap((route) -> at(files, source.substring(source.lastIndexOf(':') + 1),
							RouteFiles.path(route.getResource()), route.getInput().getLineNumber())
						.stream())
					.sorted()
					.toList();
				String ids = routes.stream()
					.map(RouteDefinition::getRouteId)
					.sorted()
					.collect(Collectors.joining(", "));
				faults.add(finding(places, "Several routes take from %s: %s.".formatted(source, ids)));
			}
		});
	}

	private void checkPolicies(RouteFiles files, List<RouteFinding> faults) {
		Set<String> known = this.calls.model()
			.getRouteConfigurationDefinitions()
			.stream()
			.map(RouteConfigurationDefinition::getId)
			.collect(Collectors.toCollection(TreeSet::new));
		for (RouteDefinition route : this.calls.model().getRouteDefinitions()) {
			String wanted = (route.getRouteConfigurationId() != null) ? route.getRouteConfigurationId() : "";
			Arrays.stream(wanted.split(","))
				.filter((id) -> !id.isBlank()
						&& known.stream().noneMatch((name) -> PatternHelper.matchPattern(name, id)))
				.forEach((id) -> faults.add(finding(at(files, id, RouteFiles.path(route.getResource()), 1),
						"The route %s has the routeConfigurationId %s, which does not exist.%s"
							.formatted(route.getRouteId(), id, Suggestion.of(id, known)))));
		}
	}

	private void checkTarget(Call call, Set<String> known, RouteFiles files, List<RouteFinding> faults) {
		if (call.target() != null && !known.contains(call.target())) {
			faults.add(finding(at(files, call.target(), call.file(), call.line()),
					"The %s calls direct:%s, but no route has it.%s".formatted(call.caller(), call.target(),
							Suggestion.of(call.target(), known))));
		}
	}

	/**
	 * Camel itself refuses an unknown option unless the component is lenient. What is not
	 * a key in the file is the query of the address that is called.
	 */
	private void checkOptions(Call call, CamelContext camel, RouteFiles files, List<RouteFinding> faults)
			throws Exception {
		EndpointUriFactory component = camel.getCamelContextExtension().getEndpointUriFactory(call.scheme());
		if (component == null || !component.isLenientProperties()) {
			return;
		}
		for (String option : URISupport.parseQuery(URISupport.extractQuery(call.uri())).keySet()) {
			List<Place> place = at(files, option, call.file(), call.line());
			if (!component.propertyNames().contains(option) && !place.isEmpty()) {
				faults.add(finding(place, "The %s calls %s with the unknown option %s.%s".formatted(call.caller(),
						call.scheme(), option, Suggestion.of(option, component.propertyNames()))));
			}
		}
	}

	/** The place of the text in that file, or in any if the file is unknown. */
	private static List<Place> at(RouteFiles files, String text, Path file, int line) {
		return files.places(text, file, line)
			.stream()
			.filter((place) -> file == null || place.file().equals(file))
			.limit(1)
			.toList();
	}

	private static RouteFinding finding(List<Place> places, String sentence) {
		return new RouteFinding(places, sentence, ACTION);
	}

}
