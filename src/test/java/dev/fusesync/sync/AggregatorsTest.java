package dev.fusesync.sync;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.fusesync.secrets.Secret;
import dev.fusesync.settings.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** From environment variables to the headers of a call, by the shipped settings. */
class AggregatorsTest {

	private static final String KEY = "fuse.sync.aggregators.";

	/** As Fuse's page "Authentication" lists them. */
	private static final List<String> DOCUMENTED = List.of("plaid-client-id", "plaid-secret", "teller-application-id",
			"teller-certificate", "teller-private-key", "teller-signing-secret", "teller-token-signing-key",
			"mx-client-id", "mx-api-key", "snaptrade-client-id", "snaptrade-consumer-key", "flinks-ca-customer-id",
			"flinks-ca-instance-id", "flinks-us-customer-id", "flinks-us-instance-id", "mono-public-key",
			"mono-secret-key", "mono-webhook-secret", "truelayer-client-id", "truelayer-client-secret",
			"truelayer-redirect-uri", "finverse-client-id", "finverse-client-secret", "finverse-redirect-uri",
			"belvo-secret-id", "belvo-secret-password", "finicity-partner-id", "finicity-partner-secret",
			"finicity-app-key", "basiq-api-key", "akoya-client-id", "akoya-client-secret", "saltedge-app-id",
			"saltedge-app-secret");

	@TempDir
	Path directory;

	private final Map<String, Object> variables = new HashMap<>(
			Map.of("FUSE_BASE_PATH", "https://api.letsfuse.com", "FUSE_API_KEY", "key", "FUSE_CLIENT_ID", "client"));

	private final Map<String, Object> lines = new HashMap<>();

	@Test
	void everyDocumentedCredentialComesFromTheVariableOfItsName() {
		for (String header : DOCUMENTED) {
			this.variables.put(header.toUpperCase(Locale.ROOT).replace('-', '_'), "value of " + header);
		}
		Map<String, Secret> credentials = settings().credentials();
		assertThat(credentials).hasSize(DOCUMENTED.size() + 2);
		assertThat(DOCUMENTED)
			.allSatisfy((header) -> assertThat(credentials.get(header).text()).isEqualTo("value of " + header));
	}

	@Test
	void aBlankOrMissingVariableIsNotSent() {
		this.variables.put("PLAID_CLIENT_ID", "");
		this.variables.put("PLAID_SECRET", " ");
		assertThat(settings().credentials()).containsOnlyKeys("fuse-api-key", "fuse-client-id");
	}

	@Test
	void aNewOneIsOneLine() {
		this.lines.put(KEY + "acme-eu", "client-id, token ; signing-key");
		this.variables.put("ACME_EU_CLIENT_ID", "id");
		this.variables.put("ACME_EU_TOKEN", "token");
		assertThat(settings().credentials()).containsOnlyKeys("fuse-api-key", "fuse-client-id", "acme-eu-client-id",
				"acme-eu-token");
		assertThat(settings().configured()).containsExactly("acme");
	}

	@ParameterizedTest
	@CsvSource({ "PLAID_SECRET, PLAID_CLIENT_ID, plaid", "TELLER_CERTIFICATE, TELLER_PRIVATE_KEY, teller",
			"TELLER_SIGNING_SECRET, TELLER_APPLICATION_ID, teller", "MX_CLIENT_ID, MX_API_KEY, mx",
			"FLINKS_CA_CUSTOMER_ID, FLINKS_CA_INSTANCE_ID, flinks-ca", "MONO_PUBLIC_KEY, MONO_SECRET_KEY, mono",
			"FINICITY_APP_KEY, FINICITY_PARTNER_ID and FINICITY_PARTNER_SECRET, finicity" })
	void someWithoutTheOthersStopTheStart(String set, String unset, String aggregator) {
		this.variables.put(set, "never-show-this");
		assertThatThrownBy(this::settings).rootCause()
			.isInstanceOf(SettingsException.class)
			.hasMessage("%s is only half configured: %s set, but not %s.".formatted(aggregator, set, unset));
	}

	@ParameterizedTest
	@ValueSource(strings = { "TELLER_TOKEN_SIGNING_KEY", "MONO_WEBHOOK_SECRET", "TRUELAYER_REDIRECT_URI",
			"FINVERSE_REDIRECT_URI", "BASIQ_API_KEY" })
	void whatFollowsASemicolonMayBeSetByItself(String variable) {
		this.variables.put(variable, "value");
		assertThat(settings().credentials()).hasSize(3);
	}

	@Test
	void aValueOfOneHeaderTakesThePlaceOfItsVariable() {
		this.variables.put("PLAID_CLIENT_ID", "id");
		this.variables.put("PLAID_SECRET", "from the variable");
		this.lines.put("fuse.sync.credentials.plaid-secret", "own");
		this.lines.put("fuse.sync.credentials.X-Acme", "other");
		assertThat(settings().credentials().get("plaid-secret").text()).isEqualTo("own");
		assertThat(settings().credentials().get("X-Acme").text()).isEqualTo("other");
	}

	@Test
	void aBlankLineReadsNoVariables() {
		this.variables.put("PLAID_SECRET", "secret");
		this.lines.put(KEY + "plaid", "");
		assertThat(settings().credentials()).containsOnlyKeys("fuse-api-key", "fuse-client-id");
	}

	@Test
	void readsFilesAndTheMountedDirectory() throws IOException {
		Path pem = Files.writeString(this.directory.resolve("teller.pem"), "-----BEGIN CERTIFICATE-----\n");
		Path mounted = Files.createDirectory(this.directory.resolve("mounted"));
		Files.writeString(mounted.resolve("PLAID_CLIENT_ID"), "mounted-id\n");
		Files.writeString(mounted.resolve("PLAID_SECRET"), "file:" + pem);
		this.variables.put("FUSE_SECRETS_DIRECTORY", mounted.toString());
		this.variables.put("TELLER_CERTIFICATE", "file:" + pem);
		this.variables.put("TELLER_PRIVATE_KEY", "file:" + pem);
		Map<String, Secret> credentials = settings().credentials();
		assertThat(credentials.get("plaid-client-id").text()).isEqualTo("mounted-id");
		assertThat(credentials.get("plaid-secret").file()).contains(pem);
		assertThat(credentials.get("teller-certificate").text()).startsWith("LS0t");
	}

	@Test
	void anUnusableValueIsNamedByItsVariableAndNotQuoted() {
		this.variables.put("BASIQ_API_KEY", "never-show-this\nline");
		assertThatThrownBy(this::settings).rootCause()
			.hasMessageStartingWith("BASIQ_API_KEY contains a line break")
			.hasMessageNotContaining("never-show-this");
	}

	@Test
	void theSandboxReadsNoVariables() {
		this.variables.put("PLAID_SECRET", "real");
		StandardEnvironment sandbox = environment();
		sandbox.setActiveProfiles("sandbox");
		new AggregatorVariables().postProcessEnvironment(sandbox, null);
		assertThat(sandbox.containsProperty("fuse.sync.credentials.plaid-secret")).isFalse();
	}

	@ParameterizedTest
	@CsvSource({ "Acme, token", "acme, Never", "acme, never_show", "acme, '${never}'", "acme, 'token,never show'",
			"acme., token", "'1acme', token" })
	void refusesNamesWithoutAVariable(String name, String credentials) {
		this.lines.put(KEY + "[" + name + "]", credentials);
		this.variables.put("ACME_TOKEN", "value");
		assertThatThrownBy(this::settings).rootCause()
			.isInstanceOf(SettingsException.class)
			.hasMessageStartingWith(KEY + name + " has a name that is not of lower-case letters, digits and dashes.")
			.hasMessageNotContaining("ever");
	}

	@ParameterizedTest
	@CsvSource({ "content, length", "transfer, encoding", "keep, alive", "proxy, authorization", "fuse, verification",
			"camel, http-uri" })
	void refusesHeadersOfHttpAndOfFuseSync(String name, String credential) {
		this.lines.put(KEY + name, credential);
		assertThatThrownBy(this::settings).rootCause()
			.isInstanceOf(SettingsException.class)
			.hasMessageStartingWith("The header " + name + "-" + credential + " cannot carry a credential: ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "host", "Host", "connection", "CamelHttpUri", "Content-Type" })
	void refusesTheseAlsoAsASingleCredential(String header) {
		this.lines.put("fuse.sync.credentials." + header, "never-show-this");
		assertThatThrownBy(this::settings).rootCause()
			.hasMessageStartingWith("The header " + header.toLowerCase(Locale.ROOT) + " cannot carry a credential: ");
	}

	@ParameterizedTest
	@ValueSource(strings = { "a b", "a:b", "a\nb", "\u00e4" })
	void refusesWhatIsNoNameOfAHeader(String header) {
		this.lines.put("fuse.sync.credentials.[" + header + "]", "never-show-this");
		assertThatThrownBy(this::settings).rootCause()
			.hasMessageEndingWith(" is not a name that a header may have.")
			.hasMessageNotContaining("never-show-this");
	}

	private SyncSettings settings() {
		ConfigurableEnvironment environment = environment();
		new AggregatorVariables().postProcessEnvironment(environment, null);
		return Binder.get(environment).bind("fuse.sync", SyncSettings.class).get();
	}

	private StandardEnvironment environment() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new SystemEnvironmentPropertySource(
					StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, this.variables));
		ConfigDataEnvironmentPostProcessor.applyTo(environment);
		environment.getPropertySources()
			.addAfter(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					new MapPropertySource("lines", this.lines));
		return environment;
	}

}
