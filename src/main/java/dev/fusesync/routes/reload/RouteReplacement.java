package dev.fusesync.routes.reload;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.fusesync.http.RoutePaths;
import dev.fusesync.routes.files.RouteFiles;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Route;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteConfigurationDefinition;
import org.apache.camel.spi.RouteController;
import org.apache.camel.support.PluginHelper;

import org.springframework.stereotype.Component;

/**
 * Replaces all routes that were loaded from files by those of other contents.
 */
@Component
class RouteReplacement {

	private final CamelContext camel;

	private final RouteDrain drain;

	private final RoutePaths paths;

	RouteReplacement(CamelContext camel, RouteDrain drain, RoutePaths paths) {
		this.camel = camel;
		this.drain = drain;
		this.paths = paths;
	}

	/**
	 * Replaces the routes. Routes that were stopped by hand are loaded, but not started.
	 * If the new routes cannot be loaded or started, the previous ones are loaded again.
	 * @return false if a route does not end its work in time, so that the previous routes
	 * keep running
	 * @throws Exception why the new routes cannot run; it has a suppressed one if the
	 * previous ones cannot run either
	 */
	boolean replace(RouteContents before, RouteContents now) throws Exception {
		List<Route> routes = of(before);
		if (!this.drain.drain(routes.stream().filter(this::isStarted).toList())) {
			return false;
		}
		Set<String> stopped = routes.stream()
			.filter((route) -> !isStarted(route) && !Boolean.FALSE.equals(route.isAutoStartup()))
			.map(Route::getId)
			.collect(Collectors.toSet());
		try {
			remove(routes);
			load(now, stopped);
		}
		catch (Exception ex) {
			restore(before, now, stopped, ex);
			throw ex;
		}
		finally {
			this.paths.pause(false);
		}
		removeEndpoints(routes.stream().map(Route::getEndpoint).toList());
		return true;
	}

	private void restore(RouteContents before, RouteContents now, Set<String> stopped, Exception failure) {
		try {
			remove(of(now));
			load(before, stopped);
		}
		catch (Exception ex) {
			failure.addSuppressed(ex);
		}
	}

	/** Routes that are called by others start first, those that take webhooks last. */
	private void load(RouteContents files, Set<String> stopped) throws Exception {
		boolean autoStartup = this.camel.isAutoStartup();
		this.camel.setAutoStartup(false);
		try {
			PluginHelper.getRoutesLoader(this.camel).loadRoutes(files.resources());
		}
		finally {
			this.camel.setAutoStartup(autoStartup);
		}
		for (Route route : of(files)) {
			if (!stopped.contains(route.getId()) && !Boolean.FALSE.equals(route.isAutoStartup())) {
				controller().startRoute(route.getId());
			}
		}
	}

	private List<Route> of(RouteContents files) {
		return this.camel.getRoutes()
			.stream()
			.filter((route) -> files.has(RouteFiles.path(route.getSourceResource())))
			.sorted(Comparator.comparing(Role::of))
			.toList();
	}

	private void remove(List<Route> routes) throws Exception {
		for (Route route : routes) {
			if (!controller().getRouteStatus(route.getId()).isStopped()) {
				controller().stopRoute(route.getId());
			}
			this.camel.removeRoute(route.getId());
		}
		removePolicies();
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

	private boolean isStarted(Route route) {
		return controller().getRouteStatus(route.getId()).isStarted();
	}

	private RouteController controller() {
		return this.camel.getRouteController();
	}

}
