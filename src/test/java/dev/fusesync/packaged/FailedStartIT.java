package dev.fusesync.packaged;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;

/** What somebody reads whose settings or routes keep the program from starting. */
class FailedStartIT {

	@TempDir
	Path directory;

	private final Map<String, String> environment = new HashMap<>(Map.of("FUSE_API_KEY", Webhooks.API_KEY,
			"FUSE_CLIENT_ID", "test-client", "FUSE_BASE_PATH", "http://localhost:1"));

	@Test
	void saysWhatToSetWhenSettingsAreMissing() throws Exception {
		this.environment.clear();
		this.environment.put("PLAID_SECRET", "never-show-this");
		try (PackagedProgram program = new PackagedProgram(this.directory, this.environment)) {
			program.start();
			assertThat(program.awaitExit()).isNotZero();
			assertThat(program.output())
				.contains("Description:", "FUSE_BASE_PATH is not set", "FUSE_API_KEY is not set",
						"FUSE_CLIENT_ID is not set", "plaid is only half configured", "Action:")
				.doesNotContain("never-show-this", "\tat ");
		}
	}

	@ParameterizedTest
	@Tag("drill")
	@CsvSource({ "FUSE_SECRETS_DIRECTORY, /run/secretz, is not a directory", "FUSE_API_KEY, 'key ', blank",
			"FUSE_API_KEY, '\"key\"', in quotes",
			"SERVER_SERVLET_CONTEXTPATH, /fuse, server.servlet.context-path is set",
			"FUSE_RETRY_MAXAGE, 72, fuse.retry.max-age has a number without a unit",
			"FUSE_SYNC_WORKERS, 0, must be greater than or equal to 1",
			"SPRING_APPLICATION_JSON, '{\"fuse.webhook.allowed-network\":\"10.0.0.0/8\"}', Did you mean fuse.webhook.allowed-networks?" })
	void doesNotStartWithAWrongSetting(String variable, String value, String sentence) throws Exception {
		this.environment.put(variable, value);
		try (PackagedProgram program = new PackagedProgram(this.directory, this.environment)) {
			program.start();
			assertThat(program.awaitExit()).isNotZero();
			assertThat(program.output()).contains("APPLICATION FAILED TO START", sentence).doesNotContain("\tat ");
		}
	}

	@Test
	@Tag("drill")
	void stopsWithASentenceIfThereAreNoRoutes() throws Exception {
		Path home = Files.createDirectory(this.directory.resolve("empty-home"));
		Files.createDirectory(home.resolve("routes"));
		Files.copy(Path.of("application.properties"), home.resolve("application.properties"));
		assertThat(failedStart(home)).contains("No route takes webhooks", "file:routes/./**/*.camel.yaml");
	}

	@Test
	void stopsWithThePlaceOfAMistakeInARoute() throws Exception {
		Path home = Files.createDirectory(this.directory.resolve("home"));
		FileSystemUtils.copyRecursively(Path.of("routes"), home.resolve("routes"));
		Files.copy(Path.of("application.properties"), home.resolve("application.properties"));
		Path sync = home.resolve("routes/sync.camel.yaml");
		Files.writeString(sync, Files.readString(sync).replace("ref: fuseHeaders", "ref: fuseHeader"));
		assertThat(failedStart(home)).contains("routes/sync.camel.yaml, line 21, column 24: ",
				"No bean has the name fuseHeader. Did you mean fuseHeaders?");
	}

	private String failedStart(Path home) throws Exception {
		try (PackagedProgram program = new PackagedProgram(this.directory, this.environment).in(home)) {
			program.start();
			assertThat(program.awaitExit()).isEqualTo(1);
			assertThat(program.output()).contains("APPLICATION FAILED TO START", "Action:")
				.doesNotContain("\tat ", " is ready.");
			return program.output();
		}
	}

}
