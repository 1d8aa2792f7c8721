package dev.fusesync.secrets;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Which settings are never shown. */
class SecretSettingsTest {

	@ParameterizedTest
	@ValueSource(strings = { "fuse.sync.credentials.acme-profile", "fuse.sync.credentials.plaid-secret", "FUSE_API_KEY",
			"FUSE_VERIFICATION_PREVIOUSAPIKEY", "spring.datasource.password", "acme.connection-string",
			"camel.component.azure.account-key", "camel.component.kafka.sasl-jaas-config", "SLACK_WEBHOOK_URL",
			"NOTICES_URL", "fuse.notices.url", "spring.application.json", "acme.consumerKey" })
	void areSecrets(String name) {
		assertThat(SecretSettings.contains(name)).isTrue();
	}

	@ParameterizedTest
	@ValueSource(strings = { "fuse.sync.aggregators.plaid", "FUSE_SECRETS_DIRECTORY", "acme.key-store-password-file",
			"fuse.webhook.path", "server.port", "fuse.store.directory" })
	void areNone(String name) {
		assertThat(SecretSettings.contains(name)).isFalse();
	}

}
