package dev.fusesync.commands.unstarted;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.web.servlet.context.AnnotationConfigServletWebServerApplicationContext;

/** A context that makes a bean only if asked for it, and starts nothing. */
class UnstartedContext extends AnnotationConfigServletWebServerApplicationContext {

	@Override
	protected void onRefresh() {
		// No web server.
	}

	@Override
	protected void finishBeanFactoryInitialization(ConfigurableListableBeanFactory beans) {
		beans.addEmbeddedValueResolver(getEnvironment()::resolvePlaceholders);
	}

	@Override
	protected void finishRefresh() {
		// Neither a lifecycle nor an event, both of which start routes.
	}

}
