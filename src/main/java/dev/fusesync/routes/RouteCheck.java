package dev.fusesync.routes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

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
		String pattern = this.environment.getProperty("camel.main.routes-include-pattern", "");
		RouteFiles files = new RouteFiles(pattern);
		files.ignored()
			.forEach((file) -> LOG.warn("{} is not loaded, since its path does not match {}", file, pattern));
		List<String> faults = new ArrayList<>();
		checkReceive(pattern, faults);
		checkPolicies(files, faults);
		Set<String> targets = this.calls.taken("direct");
		for (Call call : this.calls.all()) {
			checkTarget(call, targets, files, faults);
			checkOptions(call, camel, files, faults);
		}
		if (!faults.isEmpty()) {
			String ignored = files.ignored().stream().map(Path::toString).collect(Collectors.joining(", "));
			throw new SettingsException(faults, "Correct the route files and start again." + (ignored.isEmpty() ? ""
					: " Not loaded, since they do not match " + pattern + ": " + ignored + "."));
		}
	}

	private void checkReceive(String pattern, List<String> faults) {
		String path = this.environment.getProperty("fuse.webhook.path", "");
		if (!this.calls.taken("platform-http").contains(path.substring(1))) {
			faults.add("No route takes webhooks, from platform-http with the path %s. Routes are loaded from %s."
				.formatted(path, pattern));
		}
	}

	private void checkPolicies(RouteFiles files, List<String> faults) {
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
				.forEach((id) -> faults.add(at(files, id, RouteFiles.path(route.getResource()), 1)
						+ "The route %s has the routeConfigurationId %s, which does not exist.%s"
							.formatted(route.getRouteId(), id, Suggestion.of(id, known))));
		}
	}

	private void checkTarget(Call call, Set<String> known, RouteFiles files, List<String> faults) {
		if (call.target() != null && !known.contains(call.target())) {
			faults.add(at(files, call.target(), call.file(), call.line())
					+ "The %s calls direct:%s, but no route has it.%s".formatted(call.caller(), call.target(),
							Suggestion.of(call.target(), known)));
		}
	}

	/**
	 * Camel itself refuses an unknown option unless the component is lenient. What is not
	 * a key in the file is the query of the address that is called.
	 */
	private void checkOptions(Call call, CamelContext camel, RouteFiles files, List<String> faults) throws Exception {
		EndpointUriFactory component = camel.getCamelContextExtension().getEndpointUriFactory(call.scheme());
		if (component == null || !component.isLenientProperties()) {
			return;
		}
		for (String option : URISupport.parseQuery(URISupport.extractQuery(call.uri())).keySet()) {
			String place = at(files, option, call.file(), call.line());
			if (!component.propertyNames().contains(option) && !place.isEmpty()) {
				faults.add(place + "The %s calls %s with the unknown option %s.%s".formatted(call.caller(),
						call.scheme(), option, Suggestion.of(option, component.propertyNames())));
			}
		}
	}

	/** The place of the text in that file, or in any if the file is unknown. */
	private static String at(RouteFiles files, String text, Path file, int line) {
		return files.places(text, file, line)
			.stream()
			.filter((place) -> file == null || place.file().equals(file))
			.findFirst()
			.map((place) -> place + ": ")
			.orElse("");
	}

}
