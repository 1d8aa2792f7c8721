package dev.fusesync.deployment;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

import dev.fusesync.packaged.InstalledProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.PathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The units of systemd, by systemd's own tool, and beside the program's settings. */
class SystemdUnitsTest {

	/** Ten times the exposure that {@code systemd-analyze security} shows at most. */
	private static final String MOST_EXPOSURE = "12";

	/** Only an installed program is there. */
	private static final String NOT_INSTALLED = ".*: Command /opt/fuse-sync/bin/fuse-sync is not executable: No such file or directory";

	@TempDir
	Path directory;

	static Stream<Path> units() {
		return Stream.of(SystemdUnit.PLAIN, SystemdUnit.TEMPLATE);
	}

	@ParameterizedTest
	@MethodSource("units")
	void systemdFindsNoFault(Path unit) throws Exception {
		Path file = this.directory.resolve(unit.getFileName().toString().replace("@.", "@acme."));
		Files.copy(unit, file);
		assertThat(run("verify", file.toString()).lines()).filteredOn((line) -> !line.matches(NOT_INSTALLED)).isEmpty();
	}

	@ParameterizedTest
	@MethodSource("units")
	void isHardened(Path unit) throws Exception {
		String output = run("security", "--offline=true", "--no-pager", "--threshold=" + MOST_EXPOSURE,
				unit.toString());
		assertThat(output).contains("Overall exposure level").endsWith("exit code 0");
	}

	@Test
	void theTemplateDiffersByItsInstanceOnly() throws IOException {
		String template = Files.readString(SystemdUnit.TEMPLATE)
			.replace("fuse-sync for %i, which receives its webhooks from Fuse",
					"fuse-sync, which receives Fuse's webhooks")
			.replace("/etc/fuse-sync/%i", "/etc/fuse-sync")
			.replace("fuse-sync@%i", "fuse-sync")
			.replace("User=fuse-sync-%i", "User=fuse-sync");
		assertThat(template).isEqualTo(Files.readString(SystemdUnit.PLAIN));
	}

	@Test
	void stopsLaterThanTheProgramItself() throws IOException {
		int requests = 30;
		int work = Integer.parseInt(settings().getProperty("camel.main.shutdown-timeout"));
		assertThat(settings()).doesNotContainKey("spring.lifecycle.timeout-per-shutdown-phase");
		assertThat(unit().seconds("TimeoutStopSec")).isGreaterThanOrEqualTo(requests + work + 10);
		assertThat(unit().one("SuccessExitStatus")).isEqualTo("143");
	}

	/** An instance that cannot start ends for good within two minutes or so. */
	@Test
	void restartsAfterACrashButNotForEver() throws IOException {
		assertThat(unit().one("Restart")).isEqualTo("on-failure");
		int starts = Integer.parseInt(unit().one("StartLimitBurst"));
		assertThat(unit().one("StartLimitIntervalSec")).isEqualTo("10min");
		assertThat(starts * (unit().seconds("RestartSec") + 60)).as("slow starts").isLessThan(600);
	}

	@Test
	void writesNowhereButInItsStateDirectory() throws IOException {
		SystemdUnit unit = SystemdUnit.read(SystemdUnit.TEMPLATE, "acme");
		String state = "/var/lib/" + unit.one("StateDirectory") + "/";
		assertThat(unit.environment()).containsEntry("FUSE_STORE_DIRECTORY", state + "data")
			.containsEntry("FUSE_STORE_BACKUP_DIRECTORY", state + "backup");
		assertThat(unit.one("ProtectSystem")).isEqualTo("strict");
		assertThat(unit.text()).doesNotContain("ReadWritePaths");
	}

	@Test
	void namesVariablesThatThereAre() throws IOException {
		assertThat(unit().environment().keySet()).allMatch(KnownVariables::contains);
		assertThat(unit().credentials().keySet()).allMatch(KnownVariables::contains)
			.contains("FUSE_API_KEY", "FUSE_CLIENT_ID");
		assertThat(unit().environment()).containsEntry("FUSE_SECRETS_DIRECTORY", unit().credentialsDirectory());
	}

	private static SystemdUnit unit() throws IOException {
		return SystemdUnit.read(SystemdUnit.PLAIN, "");
	}

	private static Properties settings() throws IOException {
		return PropertiesLoaderUtils.loadProperties(new PathResource("application.properties"));
	}

	/** What it prints, and at the end of it its exit code if that is none of verify. */
	private static String run(String... arguments) throws Exception {
		assumeTrue(InstalledProgram.find("systemd-analyze").isPresent(),
				"The units are not checked: install the package systemd");
		List<String> command = new ArrayList<>(List.of("systemd-analyze"));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		int code = process.waitFor();
		return arguments[0].equals("verify") ? output : output + "exit code " + code;
	}

}
