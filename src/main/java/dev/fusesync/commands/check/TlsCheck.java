package dev.fusesync.commands.check;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import dev.fusesync.commands.check.Finding.Level;
import dev.fusesync.commands.unstarted.Origins;

import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.ConfigurableApplicationContext;

/** Loads the certificates and keys of the SSL bundles that settings name. */
final class TlsCheck {

	private TlsCheck() {
	}

	/** The settings whose bundle cannot be used, and why. */
	static Map<String, RuntimeException> of(ConfigurableApplicationContext context) {
		Map<String, RuntimeException> failures = new TreeMap<>();
		Stream.of("server.ssl.bundle", "management.server.ssl.bundle", "camel.component.http.ssl-bundle")
			.forEach((setting) -> Optional.ofNullable(context.getEnvironment().getProperty(setting))
				.filter((name) -> !name.isBlank())
				.ifPresent((name) -> {
					try {
						context.getBean(SslBundles.class).getBundle(name).createSslContext();
					}
					catch (RuntimeException ex) {
						failures.put(setting, ex);
					}
				}));
		return failures;
	}

	static Finding finding(String setting, RuntimeException failure, Origins origins) {
		Throwable cause = failure;
		while (cause.getCause() != null) {
			cause = cause.getCause();
		}
		return Finding.of(Level.error, origins.of(setting).orElse(null),
				"The SSL bundle of " + setting + " cannot be used: " + cause.getMessage(),
				"Correct the settings spring.ssl.bundle. of that bundle, or its files.");
	}

}
