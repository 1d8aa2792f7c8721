package dev.fusesync.settings;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.stereotype.Component;

/**
 * Warns at the start about environment variables that begin with {@code FUSE_} and are
 * not known. They do not prevent the start, since a platform may add some, as Kubernetes
 * does for a service named fuse-sync.
 */
@Component
public class UnknownVariables {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.settings");

	/** Variables that Kubernetes sets for a service, such as FUSE_SYNC_SERVICE_HOST. */
	private static final Predicate<String> OF_A_SERVICE = Pattern
		.compile("FUSE_.*(_SERVICE_HOST|_SERVICE_PORT(_.*)?|_PORT(_\\d+_(TCP|UDP)(_.*)?)?)")
		.asMatchPredicate();

	private final ConfigurableEnvironment environment;

	UnknownVariables(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	@EventListener(ApplicationStartedEvent.class)
	void warn() {
		faults(this.environment).forEach((fault) -> LOG.warn("An environment variable is ignored: {}", fault));
	}

	/** Returns a sentence for each variable that is not known. */
	public static List<String> faults(ConfigurableEnvironment environment) {
		KnownSettings known = new KnownSettings();
		return UnknownSettings.names(environment, SystemEnvironmentPropertySource.class::isInstance)
			.filter((name) -> !known.containsVariable(name) && !OF_A_SERVICE.test(name))
			.map(known::fault)
			.toList();
	}

}
