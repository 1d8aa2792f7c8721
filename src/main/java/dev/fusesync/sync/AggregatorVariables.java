package dev.fusesync.sync;

import java.util.LinkedHashMap;
import java.util.Map;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Expands each setting such as {@code fuse.sync.aggregators.plaid=client-id,secret} into
 * {@code fuse.sync.credentials.plaid-client-id=${PLAID_CLIENT_ID:}} and so on. These have
 * the lowest precedence, so that a value set for a single header wins. The sandbox, which
 * has its own keys, does not read the variables.
 */
class AggregatorVariables implements EnvironmentPostProcessor, Ordered {

	private static final Bindable<Map<String, AggregatorCredentials>> AGGREGATORS = Bindable.mapOf(String.class,
			AggregatorCredentials.class);

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (environment.matchesProfiles("!sandbox")) {
			Map<String, Object> settings = new LinkedHashMap<>();
			Binder.get(environment)
				.bind("fuse.sync.aggregators", AGGREGATORS)
				.orElse(Map.of())
				.forEach((name, credentials) -> credentials.headers(name)
					.filter(CredentialHeader::hasVariable)
					.forEach((header) -> settings.put("fuse.sync.credentials." + header, placeholder(header))));
			environment.getPropertySources().addLast(new MapPropertySource("variables of aggregators", settings));
		}
	}

	private static String placeholder(String header) {
		return "${" + CredentialHeader.variable(header) + ":}";
	}

	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER + 3;
	}

}
