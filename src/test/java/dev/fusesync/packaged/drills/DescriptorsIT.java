package dev.fusesync.packaged.drills;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** More senders than the program may open files: a shortage, after which it goes on. */
@Tag("drill")
class DescriptorsIT {

	private static final int SENDERS = 450;

	private static final Map<String, String> ENVIRONMENT = Map.of("FUSE_API_KEY", Webhooks.API_KEY, "FUSE_CLIENT_ID",
			"test-client", "FUSE_BASE_PATH", "http://localhost:1");

	private final Webhooks large = Webhooks.signed("""
			{"type":"other","financial_connection_id":"large","text":"%s"}""".formatted("x".repeat(150_000)));

	@TempDir
	Path directory;

	@Test
	void theDatabaseHasDescriptorsLeftWhateverConnects() throws Exception {
		List<Socket> senders = new ArrayList<>();
		try (PackagedProgram program = withOpenFiles(400)) {
			program.start();
			await().atMost(Duration.ofMinutes(2)).until(() -> program.accepts(Webhooks.ofType("other", "first")));
			for (int i = 0; i < SENDERS; i++) {
				senders.add(halfSent(program.port));
			}
			// Those that are accepted time out and make room, one batch after the other.
			await().atMost(Duration.ofMinutes(2)).until(() -> program.accepts(this.large));
			close(senders);
			await().until(() -> program.accepts(this.large));
			assertThat(program.output()).contains("each port has at most 100 connections instead of 4096")
				.doesNotContain("Too many open files", "cannot be relied upon", "answered with 503 from now on");
		}
		finally {
			close(senders);
		}
	}

	@Test
	void doesNotStartWithTooFew() throws Exception {
		try (PackagedProgram program = withOpenFiles(256)) {
			program.start();
			assertThat(program.awaitExit()).isNotZero();
			assertThat(program.output()).contains("This process may open 256 files only", "Raise the limit (ulimit -n")
				.doesNotContain("\tat ");
		}
	}

	private PackagedProgram withOpenFiles(int limit) {
		return new PackagedProgram(this.directory, ENVIRONMENT).by("sh", "-c", "ulimit -n " + limit + " && exec \"$@\"",
				"sh");
	}

	private static Socket halfSent(int port) throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
		socket.getOutputStream()
			.write("POST /webhook HTTP/1.1\r\nHost: x\r\nContent-Length: 2000\r\n\r\n{"
				.getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	private static void close(List<Socket> sockets) throws IOException {
		for (Socket socket : sockets) {
			socket.close();
		}
	}

}
