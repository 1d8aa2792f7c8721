package dev.fusesync.deployment;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.util.FileSystemUtils;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Runs the command line of the units as it stands, without systemd: as a user without
 * rights, in a mount namespace with /opt/fuse-sync, /etc/fuse-sync, the state directory
 * and the directory of the credentials where systemd puts them, everything else
 * read-only.
 */
@Tag("drill")
class SystemdUnitIT {

	private static final String SYNC_PATH = "/v1/financial_connections/sync";

	private static final String USER = "64321";

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	@TempDir
	Path directory;

	private final WireMockServer fuse = new WireMockServer(options().dynamicPort());

	private final int port = PackagedProgram.freePort();

	private final int managementPort = PackagedProgram.freePort();

	private Process process;

	@BeforeEach
	void install() throws Exception {
		assumeTrue(Files.isExecutable(Path.of("/usr/bin/setpriv")) && "root".equals(System.getProperty("user.name")),
				"The units are not run: it takes root, unshare and setpriv");
		this.fuse.start();
		this.fuse.stubFor(post(SYNC_PATH).willReturn(okJson("{}")));
		Path application = Files.createDirectories(this.directory.resolve("opt"));
		try (DirectoryStream<Path> archives = Files.newDirectoryStream(Path.of("target"), "fuse-sync-*.tar.gz")) {
			for (Path archive : archives) {
				run("tar", "-xzf", archive.toString(), "--strip-components=1", "-C", application.toString());
			}
		}
		if (Files.notExists(application.resolve("bin/fuse-sync"))) {
			standIn(application);
		}
		Path home = Files.createDirectories(this.directory.resolve("home"));
		FileSystemUtils.copyRecursively(Path.of("routes"), home.resolve("routes"));
		Files.copy(Path.of("application.properties"), home.resolve("application.properties"));
	}

	private static void standIn(Path application) throws IOException {
		Path script = Files.createDirectories(application.resolve("bin")).resolve("fuse-sync");
		Files.writeString(script,
				"""
						#!/bin/sh
						cd "$FUSE_SYNC_HOME" || exit 1
						unset FUSE_SYNC_HOME FUSE_SYNC_CACHE
						exec "$JAVA_HOME/bin/java" @/opt/fuse-sync/lib/options -Xmx200m -jar /opt/fuse-sync/lib/fuse-sync.jar "$@"
						""");
		Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
		Files.createDirectories(application.resolve("lib"));
		Files.copy(Path.of("target/fuse-sync.jar"), application.resolve("lib/fuse-sync.jar"));
		Files.copy(Path.of("src/main/jvm/options"), application.resolve("lib/options"));
	}

	@AfterEach
	void stop() {
		this.fuse.stop();
		if (this.process != null) {
			this.process.destroyForcibly().onExit().join();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "acme" })
	void syncsWithItsCredentialsAndKeepsEverythingInItsStateDirectory(String instance) throws Exception {
		SystemdUnit unit = SystemdUnit.read(instance.isEmpty() ? SystemdUnit.PLAIN : SystemdUnit.TEMPLATE, instance);
		start(unit, Map.of("FUSE_API_KEY", Webhooks.API_KEY, "FUSE_CLIENT_ID", "client-of-credential",
				"SPRING_SECURITY_USER_PASSWORD", "password-of-credential"));
		await().atMost(Duration.ofMinutes(3)).until(() -> send() == 200);
		await().untilAsserted(() -> this.fuse.verify(
				postRequestedFor(urlEqualTo(SYNC_PATH)).withHeader("fuse-client-id", equalTo("client-of-credential"))));
		assertThat(backup().statusCode()).isEqualTo(200);
		assertThat(state("data")).contains("fuse-sync.db");
		assertThat(state("backup")).hasSize(1);
		assertThat(log()).contains(" is ready.").doesNotContain("WARN", "ERROR");
		this.process.destroy();
		assertThat(this.process.waitFor(unit.seconds("TimeoutStopSec"), TimeUnit.SECONDS)).isTrue();
		assertThat(this.process.exitValue()).isEqualTo(Integer.parseInt(unit.one("SuccessExitStatus")));
	}

	@Test
	void endsWithAFailureThatIsCountedIfASettingIsWrong() throws Exception {
		start(SystemdUnit.read(SystemdUnit.PLAIN, ""), Map.of("FUSE_API_KEY", Webhooks.API_KEY, "FUSE_CLIENT_ID", ""));
		assertThat(this.process.waitFor(3, TimeUnit.MINUTES)).isTrue();
		assertThat(this.process.exitValue()).isEqualTo(1);
		assertThat(log()).contains("FUSE_CLIENT_ID is not set");
	}

	private void start(SystemdUnit unit, Map<String, String> secrets) throws Exception {
		Path credentials = Files.createDirectories(this.directory.resolve("credentials"));
		for (String name : unit.credentials().keySet()) {
			Files.writeString(credentials.resolve(name), secrets.getOrDefault(name, ""));
		}
		Files.createDirectories(this.directory.resolve("state"));
		run("chown", "-R", USER + ":" + USER, this.directory.resolve("state").toString());
		run("chmod", "700", this.directory.resolve("state").toString());
		Path script = Files.writeString(this.directory.resolve("run.sh"), script(unit));
		this.process = new ProcessBuilder("unshare", "--mount", "sh", "-eu", script.toString())
			.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("log").toFile())
			.start();
	}

	private String script(SystemdUnit unit) {
		List<String> environment = new ArrayList<>();
		unit.environment().forEach((name, value) -> environment.add(name + "=" + value));
		// The file of the unit, which an operator writes.
		environment.addAll(List.of("JAVA_HOME=" + System.getProperty("java.home"), "SERVER_PORT=" + this.port,
				"MANAGEMENT_SERVER_PORT=" + this.managementPort, "FUSE_BASE_PATH=" + this.fuse.baseUrl(),
				"LOGGING_LINES=full"));
		return """
				directory='%s' home='%s' credentials='%s' state='/var/lib/%s' user=%s
				mount -t tmpfs none /mnt && mkdir /mnt/upper /mnt/work
				mount -t overlay none -o lowerdir=/etc,upperdir=/mnt/upper,workdir=/mnt/work /etc
				mkdir -p "$home" && mount --bind "$directory/home" "$home"
				mount -t tmpfs none /opt && mkdir /opt/fuse-sync && mount --bind "$directory/opt" /opt/fuse-sync
				mount -t tmpfs none /run && mkdir -p "$credentials" && mount -t tmpfs none "$credentials"
				cp "$directory/credentials/"* "$credentials" && chown -R $user "$credentials"
				chmod 500 "$credentials" && chmod 400 "$credentials"/*
				mount -t tmpfs none /var/lib && mkdir -p "$state" && mount --bind "$directory/state" "$state"
				mount -t tmpfs none /tmp -o mode=1777
				for place in "$home" /opt/fuse-sync /opt /etc "$credentials" /usr; do
				  mountpoint -q "$place" || mount --bind "$place" "$place"
				  mount -o remount,bind,ro "$place"
				done
				mount -t proc -o hidepid=invisible none /proc
				umask 0077
				cd /
				exec prlimit --nofile=%s setpriv --reuid $user --regid $user --clear-groups --no-new-privs --bounding-set=-all \\
				  env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/ %s %s
				"""
			.formatted(this.directory, unit.environment().get("FUSE_SYNC_HOME"), unit.credentialsDirectory(),
					unit.one("StateDirectory"), USER, unit.one("LimitNOFILE"), String.join(" ", environment),
					unit.one("ExecStart"));
	}

	private int send() throws InterruptedException {
		Webhooks webhook = Webhooks.syncData(Webhooks.newConnection());
		try {
			return CLIENT
				.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.port + "/webhook"))
					.header("fuse-verification", webhook.signature())
					.POST(HttpRequest.BodyPublishers.ofByteArray(webhook.body()))
					.build(), BodyHandlers.ofString())
				.statusCode();
		}
		catch (IOException ex) {
			assertThat(this.process.isAlive()).as("It has ended").isTrue();
			return 0;
		}
	}

	private HttpResponse<String> backup() throws Exception {
		return CLIENT
			.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.managementPort + "/actuator/store"))
				.header("Authorization", "Basic " + HttpHeaders.encodeBasicAuth("user", "password-of-credential", null))
				.header("Content-Type", "application/json")
				.POST(HttpRequest.BodyPublishers.ofString("{}"))
				.build(), BodyHandlers.ofString());
	}

	private List<String> state(String folder) throws IOException {
		try (Stream<Path> files = Files.list(this.directory.resolve("state").resolve(folder))) {
			return files.map((file) -> file.getFileName().toString()).toList();
		}
	}

	private String log() throws IOException {
		return Files.readString(this.directory.resolve("log"));
	}

	private static void run(String... command) throws Exception {
		assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).as(String.join(" ", command)).isZero();
	}

}
