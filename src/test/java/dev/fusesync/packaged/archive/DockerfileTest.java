package dev.fusesync.packaged.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The house rules of the Dockerfile, read and not built. */
class DockerfileTest {

	private static Dockerfile dockerfile;

	@BeforeAll
	static void read() throws IOException {
		dockerfile = new Dockerfile();
	}

	@Test
	void runsAsAUserOfItsOwnByNumber() {
		assertThat(dockerfile.of("USER")).isNotEmpty().allMatch((user) -> user.matches("[1-9]\\d*:[1-9]\\d*"));
		assertThat(dockerfile.lastStage()).as("The image itself, not only the stage before it")
			.anyMatch((line) -> line.startsWith("USER "));
	}

	@Test
	void keepsWebhooksInAVolumeOfItsOwnerAlone() {
		assertThat(dockerfile.of("VOLUME")).containsExactly("/data");
		assertThat(dockerfile.of("RUN")).contains("install -d -o 10001 -g 10001 -m 0700 /data");
		assertThat(dockerfile.of("USER")).containsExactly("10001:10001");
		assertThat(dockerfile.of("ENV")).anyMatch((line) -> line.contains("FUSE_STORE_DIRECTORY=/data ")
				&& line.endsWith("FUSE_STORE_BACKUP_DIRECTORY=/data/backup"));
	}

	/** A build whose libraries are the same has only the small layers anew. */
	@Test
	void hasTheLibrariesInALayerBeforeTheProgram() {
		List<String> stage = dockerfile.lastStage();
		String libraries = "COPY --from=unpacked /dependencies/ /opt/fuse-sync/lib/dependencies/";
		assertThat(stage).containsSubsequence(libraries, "COPY --from=unpacked /fuse-sync/ /opt/fuse-sync/",
				"RUN /opt/fuse-sync/bin/fuse-sync train");
	}

	@Test
	void runsTheScriptAndSaysWhetherItIsHealthy() {
		assertThat(dockerfile.of("ENTRYPOINT")).containsExactly("[\"/opt/fuse-sync/bin/fuse-sync\"]");
		assertThat(dockerfile.of("HEALTHCHECK")).singleElement().asString().contains("/actuator/health/readiness");
	}

	@Test
	void fetchesNothingFromTheNetwork() {
		assertThat(dockerfile.instructions).noneMatch((line) -> line.startsWith("ADD "))
			.noneMatch((line) -> line.matches(".*(https?:|git@|curl |wget |apt-get ).*"));
	}

	@Test
	void holdsNoSecret() {
		assertThat(dockerfile.of("ARG")).isEmpty();
		assertThat(dockerfile.of("ENV"))
			.noneMatch((line) -> line.matches("(?i).*(secret|password|key|token|client_id).*"));
		assertThat(dockerfile.of("COPY")).filteredOn((copied) -> !copied.startsWith("--from="))
			.containsExactly("target/fuse-sync-*.tar.gz /archive.tar.gz");
	}

	@Test
	void givesTheBuildNothingElse() throws IOException {
		assertThat(Files.readAllLines(Dockerfile.FILE.resolveSibling("Dockerfile.dockerignore"))).containsExactly("*",
				"!target/fuse-sync-*.tar.gz");
	}

}
