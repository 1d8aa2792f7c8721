package dev.fusesync.sync;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import dev.fusesync.settings.SettingsException;
import dev.fusesync.secrets.Secret;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SyncSettingsTest {

	private final Map<String, Secret> credentials = new HashMap<>(
			Map.of("fuse-api-key", Secret.valueOf("key"), "fuse-client-id", Secret.valueOf("client")));

	@ParameterizedTest
	@ValueSource(strings = { "https://api.letsfuse.com", "https://host.example:8443/stage", "http://localhost:8080",
			"http://127.0.0.1", "http://127.1.2.3:80/x", "http://[::1]:8080", "HTTPS://api.letsfuse.com" })
	void acceptsHttpsAndThisMachine(String basePath) {
		assertThatCode(() -> settings(basePath)).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@CsvSource({ "'', is not set", "http://api.letsfuse.com, must start with https://",
			"http://localhost.example, must start with https://", "http://127.0.0.1.example, must start with https://",
			"ftp://localhost, must start with https://", "api.letsfuse.com, is not a URL", "https://, is not a URL",
			"https:/api, is not a URL", "https://a b, is not a URL", "https://api.letsfuse.com/, ends with a slash",
			"https://u:p@api.letsfuse.com, must not contain", "https://api.letsfuse.com?a=b, must not contain",
			"https://api.letsfuse.com#a, must not contain" })
	void refusesOtherBasePaths(String basePath, String fault) {
		assertThatThrownBy(() -> settings(basePath)).isInstanceOf(SettingsException.class)
			.hasMessageStartingWith("FUSE_BASE_PATH " + fault);
	}

	@Test
	void namesAllThatIsMissingAtOnce() {
		this.credentials.clear();
		assertThatThrownBy(() -> settings("")).hasMessageContainingAll("FUSE_BASE_PATH", "FUSE_API_KEY",
				"FUSE_CLIENT_ID");
	}

	@Test
	void doesNotKeepBlankCredentials() {
		this.credentials.put("mx-api-key", Secret.valueOf(" "));
		assertThat(settings("https://api.letsfuse.com").credentials()).containsOnlyKeys("fuse-api-key",
				"fuse-client-id");
	}

	@Test
	void namesAWrappedCredentialWithoutQuotingIt() {
		this.credentials.put("teller-certificate", Secret.valueOf("bmV2ZXIt\nc2hvdw=="));
		assertThatThrownBy(() -> settings("https://api.letsfuse.com"))
			.hasMessageContaining("TELLER_CERTIFICATE contains a line break")
			.hasMessageNotContaining("bmV2");
	}

	@Test
	void refusesAHalfConfiguredAggregator() {
		this.credentials.put("plaid-client-id", Secret.valueOf("id"));
		assertThatThrownBy(() -> settings("https://api.letsfuse.com"))
			.hasMessage("plaid is only half configured: PLAID_CLIENT_ID set, but not PLAID_SECRET.");
		this.credentials.put("plaid-secret", Secret.valueOf("secret"));
		assertThatCode(() -> settings("https://api.letsfuse.com")).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@CsvSource({ "https://API.letsfuse.com, https://api.letsfuse.com",
			"https://host.example:8443/stage, https://host.example:8443/stage",
			"http://127.0.0.1:8080/sandbox, http://localhost/sandbox", "http://localhost:1, http://localhost" })
	void anAddressOfThisMachineIsTheSameOnEachPort(String basePath, String address) {
		assertThat(new SyncTarget(settings(basePath)).address()).isEqualTo(address);
	}

	@Test
	void theHashOfTheClientIdDependsOnTheSaltAndOnNoOtherCredential() {
		String hash = new SyncTarget(settings("https://a.example")).clientHash("1");
		assertThat(hash).hasSize(64).isNotEqualTo(new SyncTarget(settings("https://a.example")).clientHash("2"));
		this.credentials.put("fuse-api-key", Secret.valueOf("rolled"));
		assertThat(new SyncTarget(settings("https://a.example")).clientHash("1")).isEqualTo(hash);
		this.credentials.put("fuse-client-id", Secret.valueOf("other"));
		assertThat(new SyncTarget(settings("https://a.example")).clientHash("1")).isNotEqualTo(hash);
	}

	@ParameterizedTest
	@CsvSource({ "'', 0", "0, 0", "0.5, 0.5", "50, 50" })
	void aBlankMaxRateIsNone(String value, double maxRate) {
		assertThat(bound(value).maxRate()).isEqualTo(maxRate);
	}

	@ParameterizedTest
	@ValueSource(strings = { "-3", "0.001", "10001", "NaN" })
	void refusesAMaxRateThatIsNone(String value) {
		assertThatThrownBy(() -> bound(value))
			.hasRootCauseMessage("fuse.sync.max-rate is neither 0, for no limit, nor 0.01 to 10000 calls a second.");
	}

	private static SyncSettings bound(String maxRate) {
		Map<String, String> settings = Map.of("fuse.sync.base-path", "https://a.example",
				"fuse.sync.credentials.fuse-api-key", "key", "fuse.sync.credentials.fuse-client-id", "client",
				"fuse.sync.max-rate", maxRate);
		return new Binder(new MapConfigurationPropertySource(settings)).bind("fuse.sync", SyncSettings.class).get();
	}

	@Test
	void showsNoCredential() {
		this.credentials.put("basiq-api-key", Secret.valueOf("never-show-this"));
		assertThat(settings("https://api.letsfuse.com").toString()).doesNotContain("never-show-this");
	}

	private SyncSettings settings(String basePath) {
		return new SyncSettings(basePath, 16, 0.0, true, Duration.ofSeconds(40), false, this.credentials,
				Map.of("plaid", AggregatorCredentials.valueOf("client-id,secret")));
	}

}
