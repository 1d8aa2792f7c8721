package dev.fusesync.store.drill;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

import dev.fusesync.store.Queues;
import dev.fusesync.store.StoreFixture;
import dev.fusesync.webhook.WebhookId;

/**
 * Stores webhooks from several threads and writes a line to a file as soon as each one is
 * accepted. Run in a JVM of its own, which a test watches or kills.
 */
final class StoringProcess {

	private static final int THREADS = 4;

	/** A line before its number: so it can be found in what strace saw. */
	static final String ACCEPTED = "accepted ";

	static final int ID_LENGTH = 36;

	private StoringProcess() {
	}

	/** Arguments: data directory, file of lines, webhooks of each thread. */
	public static void main(String[] arguments) throws Exception {
		Path directory = Path.of(arguments[0]);
		int number = Integer.parseInt(arguments[2]);
		try (StoreFixture fixture = new StoreFixture(directory);
				FileChannel lines = FileChannel.open(Path.of(arguments[1]), StandardOpenOption.CREATE,
						StandardOpenOption.APPEND)) {
			List<Thread> threads = new ArrayList<>();
			for (int i = 0; i < THREADS; i++) {
				Thread thread = new Thread(() -> store(fixture, lines, number));
				thread.start();
				threads.add(thread);
			}
			for (Thread thread : threads) {
				thread.join();
			}
		}
	}

	private static void store(StoreFixture fixture, FileChannel lines, int number) {
		try {
			for (int i = 0; i < number; i++) {
				String id = WebhookId.next(System.currentTimeMillis());
				fixture.add(StoreFixture.webhook(id, Queues.INBOX, "c",
						("{\"id\":\"" + id + "\"}").repeat(20).getBytes(StandardCharsets.UTF_8)));
				lines.write(ByteBuffer.wrap((ACCEPTED + id + "\n").getBytes(StandardCharsets.UTF_8)));
			}
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** Starts it, perhaps by another program before it. */
	static Process start(List<String> before, Path directory, Path lines, int number) throws IOException {
		List<String> command = new ArrayList<>(before);
		command.addAll(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-Xmx64m", "-cp", System.getProperty("java.class.path"),
				StoringProcess.class.getName(), directory.toString(), lines.toString(), String.valueOf(number)));
		return new ProcessBuilder(command).redirectErrorStream(true)
			.redirectOutput(directory.resolveSibling("output.txt").toFile())
			.start();
	}

	/** The ids of what was accepted, as far as their lines are complete. */
	static List<String> accepted(Path lines) throws IOException {
		if (!Files.exists(lines)) {
			return List.of();
		}
		String all = Files.readString(lines);
		return all.substring(0, all.lastIndexOf('\n') + 1)
			.lines()
			.map((line) -> line.substring(ACCEPTED.length(), ACCEPTED.length() + ID_LENGTH))
			.toList();
	}

}
