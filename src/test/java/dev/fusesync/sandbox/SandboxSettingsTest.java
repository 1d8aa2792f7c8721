package dev.fusesync.sandbox;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** The sandbox keeps away from real data and real keys, whatever the files say. */
class SandboxSettingsTest {

	@Test
	void standsAboveTheFilesAndBelowTheVariables() {
		ConfigurableEnvironment environment = environment("sandbox", Map.of("SERVER_ADDRESS", "127.0.0.2",
				"FUSE_API_KEY", "real", "FUSE_API_KEY_PREVIOUS", "real", "FUSE_BASE_PATH", "https://api.letsfuse.com"));
		assertThat(environment.getProperty("fuse.store.directory")).isEqualTo("data-sandbox");
		assertThat(environment.getProperty("fuse.sync.credentials.fuse-api-key")).isEqualTo("sandbox-api-key");
		assertThat(environment.getProperty("fuse.verification.api-key")).isEqualTo("sandbox-api-key");
		assertThat(environment.getProperty("fuse.verification.previous-api-key")).isEmpty();
		assertThat(environment.getProperty("fuse.sync.base-path")).isEqualTo("http://127.0.0.1:8080/sandbox");
		assertThat(environment.getProperty("server.address")).isEqualTo("127.0.0.2");
	}

	@Test
	void isThereInItsProfileOnly() {
		ConfigurableEnvironment environment = environment("other", Map.of());
		assertThat(environment.getProperty("fuse.store.directory")).isEqualTo("data");
		assertThat(environment.getProperty("server.address")).isNull();
	}

	private static ConfigurableEnvironment environment(String profile, Map<String, Object> variables) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.setActiveProfiles(profile);
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
		ConfigDataEnvironmentPostProcessor.applyTo(environment, null, null, profile);
		new SandboxSettings().postProcessEnvironment(environment, null);
		return environment;
	}

}
