package dev.fusesync.routes;

import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;

import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.impl.engine.DefaultExecutorServiceManager;
import org.apache.camel.model.Model;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.PropertiesSource;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.support.DefaultRegistry;
import org.apache.camel.support.service.ServiceHelper;

/**
 * A Camel that is never started, with the beans, properties and thread pool profiles of
 * another one.
 */
final class TrialContext extends DefaultCamelContext {

	private final transient TrialBeans beans;

	private final transient Set<String> ids = new HashSet<>();

	private final transient Set<String> duplicates = new TreeSet<>();

	private TrialContext(CamelContext other, TrialBeans beans) {
		super(new DefaultRegistry(beans));
		this.beans = beans;
		setApplicationContextClassLoader(other.getApplicationContextClassLoader());
		setInjector(other.getInjector());
		getPropertiesComponent().addPropertiesSource(new Properties(other));
		setExecutorServiceManager(new DefaultExecutorServiceManager(this) {
			@Override
			public ThreadPoolProfile getThreadPoolProfile(String id) {
				ThreadPoolProfile profile = other.getExecutorServiceManager().getThreadPoolProfile(id);
				return (profile != null) ? profile : super.getThreadPoolProfile(id);
			}
		});
	}

	private void watchIds() {
		getCamelContextExtension().getContextPlugin(Model.class)
			.addModelLifecycleStrategy(new ModelLifecycleStrategySupport() {
				@Override
				public void onAddRouteDefinition(RouteDefinition route) {
					String id = route.getRouteId();
					if (id != null && !TrialContext.this.ids.add(id)) {
						TrialContext.this.duplicates.add(id);
					}
				}
			});
	}

	/** The ids of routes that were added twice; the second one replaced the first. */
	Set<String> duplicates() {
		return this.duplicates;
	}

	static TrialContext of(CamelContext other) {
		TrialContext trial = new TrialContext(other, new TrialBeans(other));
		trial.watchIds();
		return trial;
	}

	@Override
	public void close() {
		// A stop would be logged, and nothing else was started.
		ServiceHelper.stopAndShutdownService(getExecutorServiceManager());
		this.beans.giveBack();
	}

	private record Properties(CamelContext other) implements PropertiesSource {

		@Override
		public String getName() {
			return "program";
		}

		@Override
		public String getProperty(String name) {
			return this.other.getPropertiesComponent().resolveProperty(name).orElse(null);
		}

	}

}
