package dev.fusesync.packaged.drills;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import dev.fusesync.packaged.Database;
import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/** Somebody sets the machine's clock by a day: what waits comes back all the same. */
@Tag("drill")
class ClockIT {

	private static final Logger LOG = LoggerFactory.getLogger(ClockIT.class);

	private static final Duration LONG = Duration.ofMinutes(3);

	private static final int WEBHOOKS = 200;

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "-1d", "+1d" })
	void syncsWhatWaitsWhenTheClockIsSetWhileItRuns(String step) throws Exception {
		drill(step, false);
	}

	@ParameterizedTest
	@ValueSource(strings = { "-1d", "+1d" })
	void syncsWhatWaitsWhenTheClockIsSetWhileItIsDown(String step) throws Exception {
		drill(step, true);
	}

	private void drill(String step, boolean restarted) throws Exception {
		setClock("+0");
		try (FuseStandIn fuse = new FuseStandIn();
				PackagedProgram program = new PackagedProgram(this.directory, environment(fuse))) {
			fuse.answer = (connection) -> 500;
			program.start();
			await().atMost(LONG).until(() -> program.accepts(Webhooks.ofType("other", "up")));
			Load load = new Load(program, 4, WEBHOOKS, WEBHOOKS, false);
			load.join();
			await().atMost(LONG).until(() -> fuse.calls.get() >= WEBHOOKS);
			if (restarted) {
				program.kill();
			}
			setClock(step);
			fuse.answer = (connection) -> 200;
			if (restarted) {
				program.start();
			}
			await().atMost(LONG).until(() -> program.accepts(Webhooks.syncData("after")));
			await().atMost(LONG).until(() -> load.lost(fuse).isEmpty() && fuse.synced.size() == WEBHOOKS + 1);
			assertThat(Database.of(program).states()).doesNotContainKey("dead-lettered");
			LOG.info("With the clock set by {}{}: {}, 0 dead-lettered", step, restarted ? " during a restart" : "",
					load.figures(fuse));
		}
	}

	/** Sees to the wall clock only, as a person does. */
	private Map<String, String> environment(FuseStandIn fuse) {
		Optional<Path> library = Stream.of("x86_64-linux-gnu", "aarch64-linux-gnu")
			.map((architecture) -> Path.of("/usr/lib", architecture, "faketime/libfaketimeMT.so.1"))
			.filter(Files::exists)
			.findFirst();
		assumeThat(library).as("Clocks are not set: install the Debian package faketime").isPresent();
		return Map.of("FUSE_BASE_PATH", fuse.basePath(), "FUSE_API_KEY", Webhooks.API_KEY, "FUSE_CLIENT_ID",
				"test-client", "FUSE_RETRY_DELAYS", "20s", "LD_PRELOAD", library.get().toString(),
				"FAKETIME_DONT_FAKE_MONOTONIC", "1", "FAKETIME_NO_CACHE", "1", "FAKETIME_TIMESTAMP_FILE",
				clock().toAbsolutePath().toString());
	}

	private Path clock() {
		return this.directory.resolve("clock");
	}

	private void setClock(String step) throws IOException {
		Path next = Files.writeString(this.directory.resolve("next"), step + "\n");
		Files.move(next, clock(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
	}

}
