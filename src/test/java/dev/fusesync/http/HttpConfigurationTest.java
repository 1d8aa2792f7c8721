package dev.fusesync.http;

import dev.fusesync.settings.SettingsException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Settings of the webhook's port that would hide the webhook's path. */
class HttpConfigurationTest {

	@ParameterizedTest
	@CsvSource({ "server.servlet.context-path, /fuse", "spring.mvc.servlet.path, /api" })
	void refusesAPathInFrontOfTheWebhooks(String key, String path) {
		MockEnvironment environment = new MockEnvironment().withProperty(key, path);
		assertThatThrownBy(() -> new HttpConfiguration(environment, new ServerProperties()))
			.isInstanceOf(SettingsException.class)
			.hasMessageStartingWith(key + " is set");
	}

	@ParameterizedTest
	@CsvSource({ "server.servlet.context-path, ''", "server.servlet.context-path, /", "spring.mvc.servlet.path, /" })
	void acceptsNone(String key, String path) {
		MockEnvironment environment = new MockEnvironment().withProperty(key, path);
		assertThatCode(() -> new HttpConfiguration(environment, new ServerProperties())).doesNotThrowAnyException();
	}

}
