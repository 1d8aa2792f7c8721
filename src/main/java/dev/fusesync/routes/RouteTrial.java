package dev.fusesync.routes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.fusesync.routes.files.RouteFileCollector;
import dev.fusesync.routes.files.RouteFiles;
import org.apache.camel.CamelContext;
import org.apache.camel.FailedToStartRouteException;
import org.apache.camel.RouteConfigurationsBuilder;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.model.RouteDefinitionHelper;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.ResourceAware;
import org.apache.camel.support.PluginHelper;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Tries whether route files could run, with the beans and settings of the program, but
 * without starting anything. Finds what a start would find, of all files at once.
 */
@Component
public class RouteTrial {

	private final CamelContext camel;

	private final Environment environment;

	private final RouteDiagnosis diagnosis;

	RouteTrial(CamelContext camel, Environment environment, BeanFactory beans) {
		this.camel = camel;
		this.environment = environment;
		this.diagnosis = new RouteDiagnosis(beans, environment);
	}

	/** Tries the files that a start would load. */
	public List<RouteFinding> ofAll() {
		try {
			return of(RouteFileCollector.find(this.camel, null,
					this.environment.getProperty("camel.main.routes-include-pattern", "")));
		}
		catch (RuntimeException ex) {
			return List.of(this.diagnosis.of(ex, null));
		}
	}

	/**
	 * Tries these files together: those that are to run, not only those that changed.
	 * @return what would stop their start; empty if nothing would
	 */
	public List<RouteFinding> of(Collection<Resource> files) {
		Set<RouteFinding> findings = new LinkedHashSet<>();
		try (TrialContext trial = TrialContext.of(this.camel)) {
			load(files, trial, findings);
			boolean complete = findings.isEmpty();
			trial.getRouteDefinitions().forEach((route) -> attempt(() -> create(route, trial), null, findings));
			attempt(() -> findings.addAll(check(trial, complete)), null, findings);
		}
		return findings.stream()
			.sorted(Comparator.comparing((finding) -> finding.places().stream().findFirst().orElse(null),
					Comparator.nullsLast(Comparator.naturalOrder())))
			.toList();
	}

	/** Describes why routes that passed the trial could not be started. */
	public RouteFinding describe(Exception failure) {
		return this.diagnosis.of(failure, null);
	}

	private List<RouteFinding> check(CamelContext trial, boolean complete) throws Exception {
		return new RouteCheck(this.environment, new RouteCalls(trial, this.camel)).findings(trial, complete);
	}

	private void load(Collection<Resource> files, TrialContext trial, Set<RouteFinding> findings) {
		List<RoutesBuilder> builders = new ArrayList<>();
		for (Resource file : files) {
			attempt(() -> builders.addAll(PluginHelper.getRoutesLoader(trial).findRoutesBuilders(file)), file,
					findings);
		}
		for (RoutesBuilder builder : builders) {
			if (builder instanceof RouteConfigurationsBuilder policies) {
				attempt(() -> trial.addRoutesConfigurations(policies), builder, findings);
			}
		}
		builders.forEach((builder) -> attempt(() -> trial.addRoutes(builder), builder, findings));
		builders.forEach((builder) -> attempt(() -> trial.addTemplatedRoutes(builder), builder, findings));
		trial.duplicates().forEach((id) -> attempt(() -> failDuplicate(id, id), null, findings));
	}

	private static void failDuplicate(String route, String id) {
		throw new FailedToStartRouteException(route, "Duplicate id detected: " + id + ". ");
	}

	/** As Camel does at the start. */
	private static void create(RouteDefinition route, TrialContext trial) throws Exception {
		Model model = trial.getCamelContextExtension().getContextPlugin(Model.class);
		RouteDefinitionHelper.forceAssignIds(trial, List.of(route));
		String duplicate = RouteDefinitionHelper.validateUniqueIds(route, model.getRouteDefinitions(),
				route.getNodePrefixId());
		if (duplicate != null) {
			failDuplicate(route.getRouteId(), duplicate);
		}
		if (!route.isPrepared()) {
			RouteDefinitionHelper.prepareRoute(trial, route);
			route.markPrepared();
		}
		model.getModelReifierFactory().createRoute(trial, route);
	}

	private void attempt(Attempt attempt, Object source, Set<RouteFinding> findings) {
		try {
			attempt.run();
		}
		catch (Exception ex) {
			Resource file = (source instanceof ResourceAware aware) ? aware.getResource() : (Resource) source;
			findings.add(this.diagnosis.of(ex, RouteFiles.path(file)));
		}
	}

	/** A part of the trial that may fail. */
	private interface Attempt {

		void run() throws Exception;

	}

}
