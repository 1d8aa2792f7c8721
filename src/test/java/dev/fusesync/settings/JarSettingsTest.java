package dev.fusesync.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/** Which file wins, wherever the one outside the jar lies and whatever it leaves out. */
class JarSettingsTest {

	private static final String GUARD = "camel.component.http.redirect-handling-disabled";

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "spring.config.additional-location", "spring.config.location" })
	void aFileOutsideOverridesTheJarAndNeedNotSayEverything(String location) throws IOException {
		ConfigurableEnvironment environment = settings(location,
				"fuse.sync.workers=7\nlogging.level.org.springframework=WARN\nserver.tomcat.max-connections=9\n");
		assertThat(environment.getProperty("fuse.sync.workers")).isEqualTo("7");
		assertThat(environment.getProperty("server.tomcat.max-connections")).isEqualTo("9");
		assertThat(environment.getProperty(GUARD)).isEqualTo("true");
		assertThat(environment.getProperty("management.server.address")).isEqualTo("127.0.0.1");
		assertThat(environment.getProperty("management.server.port")).isEqualTo("8081");
		assertThat(environment.getProperty("fuse.sync.aggregators.plaid")).isEqualTo("client-id,secret");
	}

	@Test
	void keepsTheGuardsWhereTheFileHasAnotherName() {
		assertThat(environment(Map.of("spring.config.name", "other")).getProperty(GUARD)).isEqualTo("true");
	}

	@Test
	void mountsSecretsAlsoWhereTheLineWasRemoved() throws IOException {
		Files.writeString(this.directory.resolve("PLAID_SECRET"), "mounted");
		assertThat(environment(
				Map.of("FUSE_SECRETS_DIRECTORY", this.directory.toString(), "spring.config.location", "classpath:/"))
			.getProperty("PLAID_SECRET")).isEqualTo("mounted");
	}

	private ConfigurableEnvironment settings(String location, String content) throws IOException {
		Path file = Files.writeString(this.directory.resolve("own.properties"), content);
		return environment(Map.of(location, file.toUri().toString()));
	}

	private static ConfigurableEnvironment environment(Map<String, Object> variables) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
		environment.getPropertySources().addFirst(new MapPropertySource("variables", variables));
		ConfigDataEnvironmentPostProcessor.applyTo(environment);
		new JarSettings().postProcessEnvironment(environment, null);
		return environment;
	}

}
