package dev.fusesync.routes.reload;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.fusesync.routes.RouteFiles;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.spi.RouteController;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.service.ServiceHelper;

import org.springframework.stereotype.Component;

/**
 * Replaces all routes that were loaded from files. Routes that take webhooks stop first
 * and end what they work on, so that no webhook meets a route that is gone; while no
 * route receives, senders are answered with 503.
 */
@Component
class RouteReplacement {

	private static final int CALLED = 2;

	private static final long SHORTLY_MS = 10;

	private final CamelContext camel;

	RouteReplacement(CamelContext camel) {
		this.camel = camel;
	}

	/**
	 * Replaces the routes of files that were loaded before. Routes that were stopped by
	 * hand are stopped again.
	 * @return false if a route is still busy after the time-out for stopping, so that the
	 * routes of before go on
	 */
	boolean replace(RouteContents before, RouteContents now) throws Exception {
		List<Route> routes = of(before);
		Set<String> stopped = routes.stream()
			.map(Route::getId)
			.filter((id) -> !controller().getRouteStatus(id).isStarted())
			.collect(Collectors.toSet());
		if (!stop(routes)) {
			return false;
		}
		remove(routes);
		removePolicies();
		PluginHelper.getRoutesLoader(this.camel).updateRoutes(now.resources());
		stopAgain(of(now), stopped);
		removeEndpoints(routes.stream().map(Route::getEndpoint).toList());
		return true;
	}

	private void stopAgain(List<Route> routes, Set<String> stopped) throws Exception {
		for (Route route : routes) {
			if (stopped.contains(route.getId())) {
				controller().stopRoute(route.getId());
			}
		}
	}

	/** Those that take webhooks come first, those that are called by others last. */
	private List<Route> of(RouteContents files) {
		return this.camel.getRoutes()
			.stream()
			.filter((route) -> files.has(RouteFiles.path(route.getSourceResource())))
			.sorted(Comparator.comparingInt(RouteReplacement::rank))
			.toList();
	}

	private static int rank(Route route) {
		String uri = route.getEndpoint().getEndpointUri();
		return uri.startsWith("store:") ? 0 : uri.startsWith("direct:") ? CALLED : 1;
	}

	/**
	 * Camel's own stop looks once a second whether a route still works on something, one
	 * route after the other.
	 */
	private boolean stop(List<Route> routes) throws Exception {
		List<Route> running = routes.stream()
			.filter((route) -> controller().getRouteStatus(route.getId()).isStarted())
			.toList();
		List<Consumer> taking = running.stream()
			.filter((route) -> rank(route) < CALLED)
			.map(Route::getConsumer)
			.toList();
		taking.forEach(ServiceHelper::suspendService);
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(this.camel.getShutdownStrategy().getTimeout());
		while (running.stream().anyMatch(this::isBusy)) {
			if (System.nanoTime() - deadline > 0) {
				taking.forEach(ServiceHelper::resumeService);
				return false;
			}
			TimeUnit.MILLISECONDS.sleep(SHORTLY_MS);
		}
		for (Route route : running) {
			controller().stopRoute(route.getId());
		}
		return true;
	}

	private boolean isBusy(Route route) {
		return this.camel.getInflightRepository().size(route.getId()) > 0
				|| route.getConsumer() instanceof ShutdownAware consumer && consumer.getPendingExchangesSize() > 0;
	}

	private void remove(List<Route> routes) throws Exception {
		for (Route route : routes) {
			if (!controller().getRouteStatus(route.getId()).isStopped()) {
				controller().stopRoute(route.getId());
			}
			this.camel.removeRoute(route.getId());
		}
	}

	/**
	 * Camel keeps policies whose file is gone. Those that are defined in Java are added
	 * again.
	 */
	private void removePolicies() throws Exception {
		Model model = this.camel.getCamelContextExtension().getContextPlugin(Model.class);
		for (RouteConfigurationDefinition policies : List.copyOf(model.getRouteConfigurationDefinitions())) {
			model.removeRouteConfiguration(policies);
		}
		for (RouteConfigurationsBuilder builder : this.camel.getRegistry()
			.findByType(RouteConfigurationsBuilder.class)) {
			builder.addRouteConfigurationsToCamelContext(this.camel);
		}
	}

	/**
	 * Those that no route takes messages from any more, so that Hawtio does not show
	 * them.
	 */
	private void removeEndpoints(List<Endpoint> endpoints) throws Exception {
		Set<Endpoint> taken = this.camel.getRoutes().stream().map(Route::getEndpoint).collect(Collectors.toSet());
		for (Endpoint endpoint : endpoints) {
			if (!taken.contains(endpoint)) {
				this.camel.removeEndpoint(endpoint);
			}
		}
	}

	private RouteController controller() {
		return this.camel.getRouteController();
	}

}
