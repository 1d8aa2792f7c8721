package dev.fusesync.packaged;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** That the command check finds what is planted, where it is, and disturbs nothing. */
@Tag("drill")
class CheckIT {

	private static final String SETTINGS = "application.properties";

	@TempDir
	Path directory;

	private Installation installation;

	private Installation.Result result;

	/** What each planted fault has to be reported with, at the beginning of a line. */
	private final List<String[]> planted = new ArrayList<>();

	@BeforeEach
	void install() throws IOException {
		this.installation = new Installation(Files.createDirectory(this.directory.resolve("installation")));
	}

	@AfterEach
	void showsNoSecret() {
		assertThat(this.result.out() + this.result.err()).doesNotContain("never-show-this").doesNotContain("\tat ");
		assertThat(this.result.err()).isEmpty();
	}

	@Test
	void findsNothingInWhatIsShippedAndTouchesNothing() throws Exception {
		List<String> before = this.installation.files();
		Files.setPosixFilePermissions(this.installation.path("."), PosixFilePermissions.fromString("r-xr-xr-x"));
		check("--diff");
		Files.setPosixFilePermissions(this.installation.path("."), PosixFilePermissions.fromString("rwxr-xr-x"));
		assertThat(this.result.out()).isEqualToIgnoringNewLines("0 errors, 0 warnings");
		assertThat(this.result.code()).isZero();
		assertThat(this.installation.files()).isEqualTo(before);
	}

	@Test
	void doesNotDisturbAProgramThatRunsThere() throws Exception {
		this.installation.with("FUSE_STORE_DIRECTORY", this.directory.resolve("data").toString());
		try (PackagedProgram program = new PackagedProgram(this.directory, Map.of("FUSE_API_KEY", Webhooks.API_KEY,
				"FUSE_CLIENT_ID", "test-client", "FUSE_BASE_PATH", "http://127.0.0.1:9"))) {
			program.start();
			await().until(() -> program.accepts(Webhooks.syncData(Webhooks.newConnection())));
			this.installation.with("SERVER_PORT", String.valueOf(program.port));
			check();
			assertThat(this.result.code()).isZero();
			assertThat(program.accepts(Webhooks.syncData(Webhooks.newConnection()))).isTrue();
		}
	}

	@Test
	void findsSettingsThatDoNotExist() throws Exception {
		setting("fuse.sync.worker", "5", "fuse.sync.worker is not a setting. Did you mean fuse.sync.workers?");
		setting("fuse.retry.max_agee", "5h", "fuse.retry.max_agee is not a setting.");
		setting("fuse.breaker.failure", "3",
				"fuse.breaker.failure is not a setting. Did you mean fuse.breaker.failures?");
		setting("fuse.store.dir", "/data", "fuse.store.dir is not a setting.");
		checkFinds(4, 0);
	}

	@Test
	void findsSettingsWithWrongValues() throws Exception {
		setting("fuse.sync.workers", "0", "fuse.sync.workers must be greater than or equal to 1.");
		setting("fuse.retry.max-age", "72", "fuse.retry.max-age has a number without a unit.");
		setting("fuse.webhook.max-body-memory", "100GB", "fuse.webhook.max-body-memory must be between 1B and 64GB.");
		setting("fuse.webhook.path", "webhook", "fuse.webhook.path must begin with a slash");
		setting("fuse.metrics.interval", "2h", "fuse.metrics.interval must be shorter than or equal to");
		setting("fuse.breaker.failures", "never-show-this",
				"fuse.breaker.failures has a value that is not of the type int");
		setting("fuse.store.backup.schedule", "nightly", "fuse.store.backup.schedule is not a cron expression");
		setting("server.tomcat.connection-timeout", "soon", "server.tomcat.connection-timeout has a value");
		setting("spring.datasource.username", "fuse", "spring.datasource.username or password is set");
		checkFinds(9, 0);
	}

	@Test
	void findsSecretsThatCannotBeUsed() throws Exception {
		this.installation.without("FUSE_BASE_PATH").without("FUSE_CLIENT_ID");
		setting("fuse.sync.base-path", "http://fuse.example", "FUSE_BASE_PATH must start with https://");
		setting("fuse.sync.credentials.fuse-client-id", "file:/nowhere/id",
				"FUSE_CLIENT_ID names a file that cannot be read");
		setting("fuse.verification.previous-api-key", "'never-show-this'", "FUSE_API_KEY_PREVIOUS is in quotes");
		setting("spring.security.user.password", "'never-show-this'", "SPRING_SECURITY_USER_PASSWORD is in quotes");
		setting("camel.component.http.ssl-bundle", "missing",
				"The SSL bundle of camel.component.http.ssl-bundle cannot be used");
		setting("camel.main.tracing", "true", "camel.main.tracing would log every header");
		setting("logging.level.org.apache.hc.client5.http.wire", "DEBUG",
				"logging.level.org.apache.hc.client5.http.wire would");
		checkFinds(7, 0);
	}

	@Test
	void findsFaultsInRoutesThatCanBeParsed() throws Exception {
		route("dispatch", "name: sync", "name: synk",
				"The route dispatch calls direct:synk, but no route has it. Did you mean sync?");
		route("receive", "ref: webhookVerifier", "ref: webhookVerifyer",
				"No bean has the name webhookVerifyer. Did you mean webhookVerifier?");
		route("sync", "routeConfigurationId: rethrowing", "routeConfigurationId: rethrow",
				"The route sync has the routeConfigurationId rethrow, which does not exist.");
		route("dead-letter", "outcome: dead-letter", "outcome: dead-leter", "The store has no outcome dead-leter");
		route("other-events", "workers: 8", "wokers: 8", "The endpoint has no option wokers.");
		route("internal/retry", "${variable.retry} == null", "${variabel.retry} == null",
				"The language Simple has no function variabel.retry.");
		route("internal/reject", "ref: rejection", "ref: \"{{fuse.nope}}\"", "There is no setting fuse.nope.");
		checkFinds(7, 0);
	}

	@Test
	void findsFilesThatCannotBeParsed() throws Exception {
		route("sync", "- log:", "- lgo:", "Unknown node id: lgo");
		route("receive", "uri: platform-http", "uri: platform-http: x", "mapping values are not allowed here");
		route("internal/reject", "ref: rejection", "reff: rejection", "Unsupported field: reff");
		route("dispatch", "      steps:", "\t  steps:", "found character");
		checkFinds(4, 0);
	}

	@Test
	void findsEndpointsAndIdsThatCannotBe() throws Exception {
		route("sync", "uri: http", "uri: kafka", "This program has no component kafka.");
		route("dispatch", "id: only-sync-data", "id: hand-to-sync", "The id hand-to-sync is there more than once.");
		route("internal/reject", "name: reject", "name: retry",
				"Several routes take from direct:retry: reject, retry.");
		route("dispatch", "queue: inbox", "queue: other-events",
				"Several routes take from queue:other-events: dispatch, other-events.");
		checkFinds(4, 1);
	}

	@Test
	void warnsOfHouseRules() throws Exception {
		this.installation.with("FUSE_SYNC_WORKER", "5");
		int step = this.installation.replace("routes/sync.camel.yaml", "            id: mark-synced\n", "");
		int route = this.installation.replace("routes/notices.camel.yaml", "    description:", "    note:");
		Files.writeString(this.installation.path("routes/spare.yaml"), "");
		check();
		assertThat(this.result.out().lines())
			.anyMatch((line) -> line
				.startsWith("routes/sync.camel.yaml:" + (step - 1) + ":11: warning: This to has no id."))
			.anyMatch((line) -> line.startsWith("routes/notices.camel.yaml:")
					&& line.endsWith("warning: This route has no description."))
			.anyMatch((line) -> line.startsWith("routes/spare.yaml:1:1: warning: The file is not loaded"))
			.anyMatch((line) -> line
				.startsWith("environment variable FUSE_SYNC_WORKER: warning: FUSE_SYNC_WORKER is not a setting."));
		assertThat(route).isPositive();
		assertThat(this.result.out()).endsWith("0 errors, 4 warnings" + System.lineSeparator());
		assertThat(this.result.code()).isZero();
	}

	@Test
	void showsTheDifferenceFromWhatIsShipped() throws Exception {
		this.installation.replace("routes/other-events.camel.yaml", "workers: 8", "workers: 9");
		check("--diff");
		assertThat(this.result.out()).contains("--- shipped-routes/other-events.camel.yaml",
				"+++ routes/other-events.camel.yaml", "-        workers: 8", "+        workers: 9");
		assertThat(this.result.code()).isZero();
	}

	@Test
	void speaksToMachines() throws Exception {
		int line = this.installation.set("fuse.sync.workers", "0");
		check("--json");
		JsonNode report = new ObjectMapper().readTree(this.result.out());
		assertThat(report.path("errors").asInt()).isEqualTo(1);
		assertThat(report.at("/findings/0/file").asText()).isEqualTo(SETTINGS);
		assertThat(report.at("/findings/0/line").asInt()).isEqualTo(line);
		assertThat(this.result.code()).isEqualTo(1);
	}

	private void setting(String name, String value, String sentence) throws IOException {
		this.planted.add(new String[] { SETTINGS + ":" + this.installation.set(name, value) + ":", sentence });
	}

	private void route(String name, String right, String wrong, String sentence) throws IOException {
		String file = "routes/" + name + ".camel.yaml";
		this.planted.add(new String[] { file + ":" + this.installation.replace(file, right, wrong) + ":", sentence });
	}

	private void check(String... options) throws Exception {
		List<String> arguments = new ArrayList<>(List.of("check"));
		arguments.addAll(List.of(options));
		this.result = this.installation.run(arguments.toArray(String[]::new));
	}

	/** Each planted fault is found at its line, and nothing but its consequences. */
	private void checkFinds(int faults, int consequences) throws Exception {
		check();
		for (String[] fault : this.planted) {
			assertThat(this.result.out().lines())
				.anyMatch((line) -> line.startsWith(fault[0]) && line.contains(" error: " + fault[1]));
		}
		assertThat(this.planted).hasSize(faults);
		assertThat(this.result.out().lines().filter((line) -> line.contains(": error: ")))
			.hasSize(faults + consequences);
		assertThat(this.result.code()).isEqualTo(1);
	}

}
