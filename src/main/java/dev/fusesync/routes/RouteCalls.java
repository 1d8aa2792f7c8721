package dev.fusesync.routes;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.fusesync.routes.files.RouteFiles;
import org.apache.camel.CamelContext;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.model.EndpointRequiredDefinition;
import org.apache.camel.model.ErrorHandlerDefinition;
import org.apache.camel.model.Model;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ProcessorDefinitionHelper;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.WireTapDefinition;
import org.apache.camel.model.errorhandler.DeadLetterChannelDefinition;
import org.apache.camel.spi.Resource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/** What the routes and their policies call, and which of these calls nobody answers. */
@Component
public class RouteCalls {

	private static final Pattern QUEUE = Pattern.compile("store:?[^?]*\\?(?:.*&)?queue=([^&]+).*");

	private final CamelContext camel;

	/** The one whose routes in Java are there too. */
	private final CamelContext running;

	@Autowired
	RouteCalls(CamelContext camel) {
		this(camel, camel);
	}

	/** The calls of routes that are tried beside those that run. */
	RouteCalls(CamelContext camel, CamelContext running) {
		this.camel = camel;
		this.running = running;
	}

	/**
	 * Returns a sentence for each {@code direct:} endpoint that is called while no
	 * running route has it, such as one that was stopped or removed.
	 */
	public List<String> unanswered() {
		Set<String> running = this.camel.getRoutes()
			.stream()
			.filter((route) -> isStarted(route.getId()))
			.map(Route::getEndpoint)
			.map((endpoint) -> Call.name(endpoint.getEndpointUri(), "direct"))
			.filter(Objects::nonNull)
			.collect(Collectors.toSet());
		return all().stream()
			.filter((call) -> !call.aside() && call.target() != null && !running.contains(call.target()))
			.map((call) -> "The %s calls direct:%s, but no running route has it.".formatted(call.caller(),
					call.target()))
			.distinct()
			.toList();
	}

	/** A route may just be removed. */
	private boolean isStarted(String route) {
		ServiceStatus status = this.camel.getRouteController().getRouteStatus(route);
		return status != null && status.isStarted();
	}

	/** The names that routes take from endpoints of a scheme, running or not. */
	Set<String> taken(String scheme) {
		Stream<RouteDefinition> inJava = model(this.running).getRouteDefinitions()
			.stream()
			.filter((route) -> route.getResource() == null);
		return Stream.concat(model().getRouteDefinitions().stream(), inJava)
			.map((route) -> Call.name(resolved(route.getInput().getEndpointUri()), scheme))
			.filter(Objects::nonNull)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * What a route takes from that no other route may take from: {@code direct:name} or
	 * {@code queue:name}; null if it is something else.
	 */
	String soleSource(RouteDefinition route) {
		String uri = resolved(route.getInput().getEndpointUri());
		String name = Call.name(uri, "direct");
		Matcher queue = QUEUE.matcher(uri);
		return (name != null) ? "direct:" + name : queue.matches() ? "queue:" + queue.group(1) : null;
	}

	/** The calls of all routes and routeConfigurations, running or not. */
	List<Call> all() {
		List<Call> calls = new ArrayList<>();
		for (RouteDefinition route : model().getRouteDefinitions()) {
			String caller = "route " + route.getRouteId();
			collect(caller, route.getOutputs(), route.getResource(), calls);
			collect(caller, route.getErrorHandler(), route, route.getResource(), calls);
		}
		for (RouteConfigurationDefinition policies : model().getRouteConfigurationDefinitions()) {
			String caller = "routeConfiguration " + policies.getId();
			collect(caller, List.copyOf(policies.getOnExceptions()), policies.getResource(), calls);
			collect(caller, List.copyOf(policies.getOnCompletions()), policies.getResource(), calls);
			collect(caller, policies.getErrorHandler(), policies, policies.getResource(), calls);
		}
		return calls;
	}

	private void collect(String caller, List<ProcessorDefinition<?>> steps, Resource file, List<Call> calls) {
		for (NamedNode step : ProcessorDefinitionHelper.filterTypeInOutputs(steps, NamedNode.class)) {
			String uri = (step instanceof EndpointRequiredDefinition call) ? call.getEndpointUri()
					: (step instanceof ToDynamicDefinition call) ? call.getUri() : null;
			add(caller, uri, step, file, calls);
		}
	}

	private void collect(String caller, ErrorHandlerDefinition handler, NamedNode owner, Resource file,
			List<Call> calls) {
		if (handler != null && handler.getErrorHandlerType() instanceof DeadLetterChannelDefinition channel) {
			add(caller, channel.getDeadLetterUri(), owner, file, calls);
		}
	}

	/** An endpoint that an expression computes for each message is not known here. */
	private void add(String caller, String uri, NamedNode step, Resource file, List<Call> calls) {
		if (uri != null && !uri.contains("${")) {
			calls.add(new Call(caller, resolved(uri), step instanceof WireTapDefinition, RouteFiles.path(file),
					step.getLineNumber()));
		}
	}

	private String resolved(String uri) {
		return this.camel.resolvePropertyPlaceholders(uri);
	}

	Model model() {
		return model(this.camel);
	}

	private static Model model(CamelContext camel) {
		return camel.getCamelContextExtension().getContextPlugin(Model.class);
	}

}
