package dev.fusesync.packaged.archive;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/** The image, built without an engine, run with a read-only root file system. */
@Tag("drill")
class ImageIT {

	@TempDir
	Path directory;

	@Test
	void runsReadOnlyAndFromItsCache() throws Exception {
		assumeThat(Image.canBeBuilt()).as("unshare and mount are not allowed here").isTrue();
		Image image = new Image(this.directory).build();
		Path volume = Files.createDirectory(this.directory.resolve("volume"));
		Archive.run(this.directory, Map.of(), "chown", "10001:10001", "volume");
		int management = PackagedProgram.freePort();
		String port = "MANAGEMENT_SERVER_PORT=" + management;
		try (FuseStandIn fuse = new FuseStandIn(); PackagedProgram program = program(image, volume, fuse, port)) {
			assertThat(health(image, volume, port)).isNotZero();
			program.start();
			await().until(() -> program.accepts(Webhooks.syncData("first")));
			await().until(() -> fuse.order.containsKey("first"));
			await().until(() -> health(image, volume, port) == 0);
			Path process = Path.of("/proc", String.valueOf(program.pid()));
			assertThat(Files.readString(process.resolve("status"))).containsPattern("Uid:\\s+10001\\s+10001");
			assertThat(Files.readString(process.resolve("cmdline"))).contains("-XX:MaxRAMPercentage=40",
					"=/opt/fuse-sync/cache/java-");
			assertThat(Files.readString(process.resolve("maps"))).contains("/opt/fuse-sync/cache/java-")
				.containsPattern("/opt/fuse-sync/cache/\\S+/libsqlitejdbc\\.so");
			assertThat(volume).isDirectoryNotContaining("glob:**native*");
			assertThat(program.output()).doesNotContain("[warning]", "[error]");
			program.stop();
			assertThat(program.awaitExit()).isEqualTo(143);
		}
	}

	private PackagedProgram program(Image image, Path volume, FuseStandIn fuse, String port) throws Exception {
		List<String> starter = new ArrayList<>(image.command(volume.toString()));
		starter.add(port);
		return new PackagedProgram(this.directory, Map.of("FUSE_API_KEY", Webhooks.API_KEY, "FUSE_CLIENT_ID",
				"test-client", "FUSE_BASE_PATH", fuse.basePath()))
			.by(starter.toArray(String[]::new))
			.with(image.entrypoint());
	}

	private int health(Image image, Path volume, String port) throws Exception {
		List<String> command = new ArrayList<>(image.command(volume.toString(), port));
		command.addAll(image.healthCheck());
		return Archive.run(this.directory, Map.of(), command.toArray(String[]::new)).code();
	}

}
