package dev.fusesync.packaged;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** That the command settings shows what counts and from where, and no secret. */
class SettingsIT {

	@TempDir
	Path directory;

	private Installation installation;

	@BeforeEach
	void install() throws IOException {
		this.installation = new Installation(Files.createDirectory(this.directory.resolve("installation")));
	}

	@Test
	void saysFromWhereEachValueComes() throws Exception {
		int workers = this.installation.set("fuse.sync.workers", "7");
		this.installation.with("FUSE_RETRY_MAX_AGE", "5h").with("FUSE_RETRY_MAXAGE", "5h");
		Installation.Result result = this.installation.run("settings");
		assertThat(result.out().lines())
			.contains("fuse.sync.workers=7  # application.properties:" + workers + ":19",
					"fuse.retry.max-age=5h  # environment variable FUSE_RETRY_MAXAGE",
					"fuse.store.max-events=200  # fuse-sync.jar, application.properties:62:23")
			.anyMatch((line) -> line.matches(
					"fuse.sync.base-path=http://127.0.0.1:9  # application.properties:29:\\d+, environment variable FUSE_BASE_PATH"));
		assertThat(result.code()).isZero();
		assertThat(result.err()).isEmpty();
	}

	@Test
	void showsNoSecretWhateverItsName() throws Exception {
		Path secrets = Files.createDirectory(this.directory.resolve("secrets"));
		Files.writeString(secrets.resolve("PLAID_SECRET"), "never-show-this-plaid-secret");
		Files.writeString(secrets.resolve("ODD"), "never-show-this-odd-one");
		this.installation.with("FUSE_SECRETS_DIRECTORY", secrets.toString());
		this.installation.set("fuse.metrics.types", "${ODD}");
		this.installation.set("server.ssl.key-store-password", "never-show-this-store-password");
		this.installation.set("spring.security.user.password", "never-show-this-login");
		this.installation.set("spring.datasource.url", "jdbc:postgresql://db/fuse?password=never-show-this-either");
		for (String option : new String[] { "--json",
				"--settings=" + this.installation.path("application.properties") }) {
			Installation.Result result = this.installation.run("settings", option);
			assertThat(result.out() + result.err()).doesNotContain("never-show-this")
				.contains("fuse.metrics.types")
				.contains("******");
			assertThat(result.code()).isZero();
		}
	}

	@Test
	void isShownAlsoIfTheProgramWouldNotStart() throws Exception {
		this.installation.without("FUSE_API_KEY");
		this.installation.set("fuse.sync.worker", "5");
		this.installation.set("fuse.sync.workers", "0");
		Installation.Result result = this.installation.run("settings", "--json");
		JsonNode settings = new ObjectMapper().readTree(result.out());
		assertThat(settings)
			.anyMatch((setting) -> setting.path("name").asText().equals("fuse.sync.worker")
					&& setting.path("mark").asText().equals("unknown"))
			.anyMatch((setting) -> setting.path("name").asText().equals("fuse.sync.workers")
					&& setting.path("value").asText().equals("0"));
		assertThat(result.code()).isZero();
	}

	@Test
	void saysWhenTheyCannotBeRead() throws Exception {
		Installation.Result result = this.installation.run("settings", "--settings=missing.properties");
		assertThat(result.code()).isEqualTo(1);
		assertThat(result.err()).contains("Not all settings can be read.").doesNotContain("\tat ");
	}

}
