package dev.fusesync.packaged.drills;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;

import dev.fusesync.packaged.Database;
import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.InstalledProgram;
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

	/**
	 * Sets the wall clock only, as a person does. Debian's libfaketime does not do: with
	 * it the JVM's timed waits return at once.
	 */
	private static final String SOURCE = """
			#include <fcntl.h>
			#include <stdlib.h>
			#include <sys/mman.h>
			#include <sys/syscall.h>
			#include <sys/time.h>
			#include <time.h>
			#include <unistd.h>

			static volatile long *step;

			__attribute__((constructor)) static void begin(void) {
				int file = open(getenv("STEPPED_CLOCK"), O_RDONLY);
				step = mmap(0, sizeof(long), PROT_READ, MAP_SHARED, file, 0);
				close(file);
			}

			int clock_gettime(clockid_t clock, struct timespec *time) {
				int result = syscall(SYS_clock_gettime, clock, time);
				if (step && clock == CLOCK_REALTIME) {
					time->tv_sec += *step;
				}
				return result;
			}

			int gettimeofday(struct timeval *time, void *zone) {
				struct timespec now;
				clock_gettime(CLOCK_REALTIME, &now);
				time->tv_sec = now.tv_sec;
				time->tv_usec = now.tv_nsec / 1000;
				return 0;
			}
			""";

	@TempDir
	Path directory;

	@ParameterizedTest
	@ValueSource(strings = { "-P1D", "P1D" })
	void syncsWhatWaitsWhenTheClockIsSetWhileItRuns(Duration step) throws Exception {
		drill(step, false);
	}

	@ParameterizedTest
	@ValueSource(strings = { "-P1D", "P1D" })
	void syncsWhatWaitsWhenTheClockIsSetWhileItIsDown(Duration step) throws Exception {
		drill(step, true);
	}

	private void drill(Duration step, boolean restarted) throws Exception {
		setClock(Duration.ZERO);
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

	private Map<String, String> environment(FuseStandIn fuse) throws Exception {
		return Map.of("FUSE_BASE_PATH", fuse.basePath(), "FUSE_API_KEY", Webhooks.API_KEY, "FUSE_CLIENT_ID",
				"test-client", "FUSE_RETRY_DELAYS", "20s", "LD_PRELOAD", library().toString(), "STEPPED_CLOCK",
				clock().toAbsolutePath().toString());
	}

	private Path library() throws Exception {
		assumeThat(InstalledProgram.find("cc")).as("Clocks are not set: install the Debian package gcc").isPresent();
		Path source = Files.writeString(this.directory.resolve("clock.c"), SOURCE);
		Path library = this.directory.resolve("clock.so").toAbsolutePath();
		int made = new ProcessBuilder("cc", "-shared", "-fPIC", "-O1", "-o", library.toString(), source.toString())
			.inheritIO()
			.start()
			.waitFor();
		assumeThat(made).as("The library that sets the clock could not be compiled").isZero();
		return library;
	}

	private Path clock() {
		return this.directory.resolve("clock");
	}

	/** The file is written in place: the program has it mapped into its memory. */
	private void setClock(Duration step) throws IOException {
		try (FileChannel clock = FileChannel.open(clock(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
			clock.write(ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder()).putLong(0, step.toSeconds()));
		}
	}

}
