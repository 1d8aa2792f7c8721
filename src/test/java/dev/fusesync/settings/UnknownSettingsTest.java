package dev.fusesync.settings;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What becomes of a misspelt setting. */
@ExtendWith(OutputCaptureExtension.class)
class UnknownSettingsTest {

	@ParameterizedTest
	@CsvSource({ "fuse.webhook.allowed-network, fuse.webhook.allowed-networks",
			"fuse.retry.maximum-age, fuse.retry.max-age", "FUSE_RETRY_MAXAGE, fuse.retry.max-age",
			"fuse.syncs.workers, fuse.sync.workers", "fuse.store.backup.shedule, fuse.store.backup.schedule",
			"fuse.sandbox.perod, fuse.sandbox.period", "Fuse.Webhooks.Path, fuse.webhook.path" })
	void stopsTheStartAndNamesTheSettingThatWasMeant(String name, String meant) {
		assertThatThrownBy(() -> check(file(name))).isInstanceOf(SettingsException.class)
			.hasMessage(name + " is not a setting. Did you mean " + meant + "?");
	}

	@Test
	void namesAllOfThemAndNoValue() {
		assertThatThrownBy(
				() -> check(new MapPropertySource("file", Map.of("fuse.one", "never-show-this", "fuse.two", "x"))))
			.hasMessageContainingAll("fuse.one is not a setting.", "fuse.two is not a setting.")
			.hasMessageNotContaining("never-show-this");
	}

	@ParameterizedTest
	@ValueSource(strings = { "fuse.retry.max-age", "fuse.retry.maxAge", "fuse.retry.max_age", "fuse.retry.delays[0]",
			"fuse.sync.credentials.acme-token", "fuse.sync.aggregators.acme", "fuse.failures.codes.message",
			"fuse.webhook.allowed-networks[3]", "fuse.sandbox.busy", "FUSE_API_KEY", "fusebox.key", "my.fuse.key" })
	void acceptsAllSpellingsOfSpringBootAndWhatIsNotOurs(String name) {
		assertThatCode(() -> check(file(name))).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@ValueSource(strings = { "FUSE_RETRY_MAXAGE", "FUSE_RETRY_MAX_AGE", "FUSE_RETRY_DELAYS_0", "FUSE_SECRETS_DIRECTORY",
			"FUSE_API_KEY", "FUSE_API_KEY_PREVIOUS", "FUSE_SYNC_CREDENTIALS_ACMETOKEN", "FUSE_SYNC_SERVICE_HOST",
			"FUSE_SYNC_SERVICE_PORT_HTTP", "FUSE_SYNC_PORT", "FUSE_SYNC_PORT_8080_TCP_ADDR", "FUSEBOX" })
	void saysNothingOfVariablesThatArePartOfThePlatformOrKnown(String name, CapturedOutput output) {
		check(new SystemEnvironmentPropertySource("systemEnvironment", Map.of(name, "x")));
		assertThat(output).doesNotContain("is not a setting");
	}

	@Test
	void warnsOfAnUnknownVariable(CapturedOutput output) {
		check(new SystemEnvironmentPropertySource("systemEnvironment",
				Map.of("FUSE_WEBHOOK_ALLOWEDNETWORK", "never-show-this")));
		assertThat(output)
			.contains("WARN",
					"FUSE_WEBHOOK_ALLOWEDNETWORK is not a setting. Did you mean fuse.webhook.allowed-networks?")
			.doesNotContain("never-show-this");
	}

	@Test
	void acceptsEverySettingOfTheShippedFiles() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
		ConfigDataEnvironmentPostProcessor.applyTo(environment);
		assertThat(environment.containsProperty("fuse.sync.workers")).isTrue();
		assertThatCode(() -> new UnknownSettings().postProcessEnvironment(environment, null))
			.doesNotThrowAnyException();
	}

	private static MapPropertySource file(String name) {
		return new MapPropertySource("file", Map.of(name, "x"));
	}

	private static void check(PropertySource<?> source) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
		environment.getPropertySources().addFirst(source);
		new UnknownSettings().postProcessEnvironment(environment, null);
		new UnknownVariables(environment).warn();
	}

}
