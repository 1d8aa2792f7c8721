package dev.fusesync.packaged.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.InstalledProgram;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * bin/fuse-sync: its variables, its commands, its cache, and what it says of a wrong
 * Java.
 */
class LauncherIT {

	private static final Webhooks WEBHOOK = Webhooks.syncData("a connection");

	@TempDir
	static Path shared;

	private static Archive archive;

	@TempDir
	Path directory;

	private final Map<String, String> environment = new HashMap<>(Map.of("FUSE_API_KEY", Webhooks.API_KEY));

	@BeforeAll
	static void unpack() throws Exception {
		archive = Archive.unpack(shared.resolve("some where"));
	}

	@Test
	void isCorrectPosixShell() throws Exception {
		assumeThat(InstalledProgram.find("shellcheck")).as("no shellcheck").isPresent();
		assertThat(Archive.run(this.directory, Map.of(), "shellcheck", "--shell=sh", archive.script().toString()))
			.isEqualTo(new Archive.Result(0, ""));
	}

	/** Files are the caller's, settings and routes those of the installation. */
	@Test
	void passesCommandsOn() throws Exception {
		Files.write(this.directory.resolve("body.json"), WEBHOOK.body());
		Files.writeString(this.directory.resolve("key"), Webhooks.API_KEY);
		assertThat(call("sign", "body.json")).isEqualTo(new Archive.Result(0, WEBHOOK.signature() + "\n"));
		this.environment.clear();
		assertThat(call("sign", "body.json", "--key-file", "key").output()).isEqualTo(WEBHOOK.signature() + "\n");
		assertThat(call("verify", "body.json", "--key-file", "key", "-s", "wrong").code()).isEqualTo(1);
		assertThat(call("sing").code()).isEqualTo(2);
		assertThat(call("--version").output()).startsWith("fuse-sync ");
	}

	@Test
	@Tag("drill")
	void checksTheInstallationAndShowsWhatWasChanged() throws Exception {
		Path routes = archive.path("routes/other-events.camel.yaml");
		String shipped = Files.readString(routes);
		this.environment.putAll(Map.of("FUSE_CLIENT_ID", "test-client", "FUSE_BASE_PATH", "http://127.0.0.1:9",
				"FUSE_SYNC_HEAP", "60%"));
		try {
			assertThat(call("check", "--diff")).isEqualTo(new Archive.Result(0, "0 errors, 0 warnings\n"));
			Files.writeString(routes, shipped.replace("workers: 8", "workers: 9"));
			assertThat(call("check", "--diff").output()).contains("--- shipped-routes/other-events.camel.yaml",
					"+++ routes/other-events.camel.yaml", "-        workers: 8", "+        workers: 9");
		}
		finally {
			Files.writeString(routes, shipped);
		}
		Files.createDirectory(this.directory.resolve("empty"));
		assertThat(call("check", "--routes", "empty").code()).isEqualTo(1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "1.8.0_432", "11.0.25", "16" })
	void saysThatJavaIsTooOld(String version) throws Exception {
		fakeJava("echo 'openjdk version \"" + version + "\" 2024-10-15' >&2");
		assertThat(call("sign")).isEqualTo(new Archive.Result(2, "fuse-sync: " + this.directory
				+ "/bin/java is older than Java 17. Set JAVA_HOME to the directory of Java 17 or later.\n"));
	}

	@Test
	void saysThatThereIsNoJava() throws Exception {
		this.environment.put("JAVA_HOME", "/nowhere");
		assertThat(call()).isEqualTo(new Archive.Result(2,
				"fuse-sync: There is no /nowhere/bin/java. Install Java 17 or later, and set JAVA_HOME to its directory.\n"));
		this.environment.put("JAVA_HOME", "");
		Path tools = Files.createDirectory(this.directory.resolve("tools"));
		for (String tool : new String[] { "sh", "dirname", "readlink" }) {
			Files.writeString(tools.resolve(tool), "#!/bin/sh\nexec /bin/" + tool + " \"$@\"\n");
			Files.setPosixFilePermissions(tools.resolve(tool), PosixFilePermissions.fromString("rwxr-xr-x"));
		}
		this.environment.put("PATH", tools.toString());
		assertThat(call().output()).startsWith("fuse-sync: There is no java. ");
	}

	@Test
	void saysThatJavaDoesNotWork() throws Exception {
		fakeJava("echo broken >&2; exit 1");
		assertThat(call())
			.isEqualTo(new Archive.Result(2, "fuse-sync: " + this.directory + "/bin/java does not work: broken\n"));
	}

	@Test
	void saysWhichVariableIsWrong() throws Exception {
		this.environment.put("FUSE_SYNC_HEAP", "much");
		assertThat(call().output()).contains("FUSE_SYNC_HEAP is neither a size");
		this.environment.put("FUSE_SYNC_HEAP", "1g");
		this.environment.put("FUSE_SYNC_HOME", "/nowhere");
		assertThat(call()).satisfies((result) -> {
			assertThat(result.code()).isEqualTo(2);
			assertThat(result.output()).contains("Set FUSE_SYNC_HOME").contains("It cannot be /nowhere");
		});
	}

	@Test
	@Tag("drill")
	void saysThatRoutesAreMissing() throws Exception {
		this.environment.put("FUSE_SYNC_HOME", this.directory.toString());
		assertThat(call("check").output()).contains("The folder " + this.directory + "/routes does not exist.",
				"or set FUSE_SYNC_HOME to it");
	}

	/** What it trains with is made up: nothing of the installation is used or touched. */
	@Test
	@Tag("drill")
	void trainsAndStartsFromTheCache() throws Exception {
		// Java 17 takes no class from the cache whose jar has a space in its path.
		Archive installed = Archive.unpack(this.directory.resolve("installed"));
		Path cache = this.directory.resolve("a cache");
		try (FuseStandIn fuse = new FuseStandIn()) {
			this.environment.putAll(Map.of("FUSE_SYNC_CACHE", cache.toString(), "FUSE_BASE_PATH", fuse.basePath(),
					"FUSE_CLIENT_ID", "test-client", "SPRING_DATASOURCE_URL", "jdbc:postgresql://127.0.0.1:1/no",
					"JAVA_TOOL_OPTIONS", "-javaagent:/nowhere.jar"));
			Archive.Result trained = Archive.run(this.directory, this.environment, installed.script().toString(),
					"train");
			assertThat(trained.code()).as(trained.output()).isZero();
			assertThat(fuse.calls).hasValue(0);
			assertThat(installed.path("data")).doesNotExist();
			this.environment.keySet().removeAll(List.of("SPRING_DATASOURCE_URL", "JAVA_TOOL_OPTIONS"));
			Path classes = this.directory.resolve("classes");
			try (PackagedProgram program = new PackagedProgram(this.directory, this.environment,
					"-Xlog:class+load:file=" + classes)
				.with(installed.script())) {
				program.start();
				await().until(() -> program.accepts(WEBHOOK));
				await().until(() -> fuse.order.containsKey("a connection"));
				assertThat(program.output()).doesNotContain("[warning]", "[error]");
				assertThat(program.data()).isDirectoryNotContaining("glob:**native*");
			}
			try (Stream<String> loaded = Files.lines(classes)) {
				assertThat(loaded.filter((line) -> line.contains(" dev.fusesync.store.")))
					.filteredOn((line) -> line.contains("source: shared objects file"))
					.hasSizeGreaterThan(50);
			}
		}
	}

	private void fakeJava(String command) throws IOException {
		Path java = Files.createDirectories(this.directory.resolve("bin")).resolve("java");
		Files.writeString(java, "#!/bin/sh\n" + command + "\n");
		Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwxr-xr-x"));
		this.environment.put("JAVA_HOME", this.directory.toString());
	}

	private Archive.Result call(String... arguments) throws Exception {
		String[] command = Stream.concat(Stream.of(archive.script().toString()), Stream.of(arguments))
			.toArray(String[]::new);
		return Archive.run(this.directory, this.environment, command);
	}

}
