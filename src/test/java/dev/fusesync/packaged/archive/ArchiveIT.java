package dev.fusesync.packaged.archive;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/** The archive as one deploys it: unpacked, with four variables. */
class ArchiveIT {

	private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");

	@TempDir
	Path directory;

	private final Map<String, String> environment = new HashMap<>(Map.of("FUSE_API_KEY", Webhooks.API_KEY,
			"FUSE_CLIENT_ID", "test-client", "SPRING_SECURITY_USER_PASSWORD", "test-password"));

	@Test
	void hasWhatOneNeedsAndNoMore() throws Exception {
		String version = Archive.file().getFileName().toString().replace(".tar.gz", "");
		List<String> lines = Archive.run(Path.of("."), Map.of(), "tar", "-tvzf", Archive.file().toString())
			.output()
			.lines()
			.toList();
		assertThat(lines.stream().map((line) -> line.replaceFirst(".* " + version + "/", "").split("/")[0]).distinct())
			.contains("bin", "lib", "routes", "docs", "prometheus", "grafana", "application.properties", "LICENSE",
					"README.md")
			.isSubsetOf("", "bin", "lib", "routes", "docs", "prometheus", "grafana", "application.properties",
					"LICENSE", "README.md", "sbom", "systemd", "kubernetes");
		assertThat(lines).allMatch((line) -> line.matches("(-rw-r--r--|drwxr-xr-x) .*|-rwxr-xr-x .*/bin/fuse-sync"))
			.allMatch((line) -> line.matches("\\S+ (0/0|root/root) .*"))
			.anyMatch((line) -> line.matches("-rwxr-xr-x .*/bin/fuse-sync"));
		assertThat(lines.stream().map((line) -> line.replaceFirst(".* (\\S+ \\d+:\\d+) .*", "$1")).distinct())
			.as("One time for all, or another build would give another file")
			.hasSize(1);
	}

	/** Links of the documents lead to where the files are in the archive. */
	@Test
	void documentsHaveNoDeadLinks() throws Exception {
		Archive archive = Archive.unpack(this.directory.resolve("unpacked"));
		try (Stream<Path> pages = Files.list(archive.path("docs"))) {
			List<Path> documents = Stream.concat(Stream.of(archive.path("README.md")), pages)
				.filter((file) -> file.toString().endsWith(".md"))
				.toList();
			assertThat(documents).hasSizeGreaterThan(8);
			for (Path document : documents) {
				Matcher link = LINK.matcher(Files.readString(document));
				while (link.find()) {
					assertThat(document.resolveSibling(link.group(1))).as("%s: %s", document, link.group()).exists();
				}
			}
		}
	}

	/**
	 * By a link on the PATH, from another directory, with the person's files elsewhere.
	 */
	@Test
	void startsFromAnywhereAndSyncsAfterAKill() throws Exception {
		Archive archive = Archive.unpack(this.directory.resolve("the program"));
		Path link = Files.createSymbolicLink(this.directory.resolve("link"), archive.script());
		Path home = home(archive, "my files");
		List<String> before = Archive.files(archive.path("."));
		try (FuseStandIn fuse = new FuseStandIn();
				PackagedProgram program = program(fuse).with(link).in(Path.of("src"))) {
			fuse.answer = (connection) -> 503;
			this.environment.put("FUSE_SYNC_HOME", home.toString());
			this.environment.put("FUSE_RETRY_DELAYS", "1s");
			program.start();
			await().until(() -> program.accepts(Webhooks.syncData("first")));
			assertThat(ProcessHandle.of(program.pid()).flatMap((process) -> process.info().command()).orElseThrow())
				.as("The process that gets the signals")
				.endsWith("/java");
			program.kill();
			fuse.answer = (connection) -> 200;
			program.start();
			await().until(() -> fuse.order.containsKey("first"));
			await().until(() -> program.accepts(Webhooks.syncData("second")));
			assertThat(program.output()).doesNotContain("FUSE_SYNC_", "[warning]", "routes/internal");
			program.stop();
			assertThat(program.awaitExit()).isEqualTo(143);
		}
		assertThat(Archive.files(archive.path("."))).isEqualTo(before);
	}

	/**
	 * Another user, who may not write where it is unpacked, and nothing else but data.
	 */
	@Test
	@Tag("drill")
	void needsNoRightToWriteButToTheData() throws Exception {
		assumeThat(System.getProperty("user.name")).as("may not become another user").isEqualTo("root");
		Archive archive = Archive.unpack(this.directory.resolve("program"));
		Path home = home(archive, "home");
		Archive.run(this.directory, Map.of(), "chmod", "-R", "a-w", "program", "home");
		Archive.run(this.directory, Map.of(), "sh", "-c",
				"install -d -o 65534 -g 65534 data && touch log && chmod 711 .");
		this.environment.put("FUSE_SYNC_HOME", home.toString());
		try (FuseStandIn fuse = new FuseStandIn();
				PackagedProgram program = program(fuse).with(archive.script())
					.by("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")) {
			program.start();
			await().until(() -> program.accepts(Webhooks.syncData("first")));
			await().until(() -> fuse.order.containsKey("first"));
		}
		assertThat(home).isDirectoryNotContaining("glob:**{cache,data}");
	}

	/** A directory with copies of routes and settings, one route of which is changed. */
	private Path home(Archive archive, String name) throws Exception {
		Path home = Files.createDirectory(this.directory.resolve(name));
		FileSystemUtils.copyRecursively(archive.path("routes"), home.resolve("routes"));
		Files.copy(archive.path("application.properties"), home.resolve("application.properties"));
		return home;
	}

	private PackagedProgram program(FuseStandIn fuse) {
		this.environment.put("FUSE_BASE_PATH", fuse.basePath());
		return new PackagedProgram(this.directory, this.environment);
	}

}
