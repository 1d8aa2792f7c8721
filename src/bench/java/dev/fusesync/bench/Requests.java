package dev.fusesync.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.fusesync.verification.FuseSignature;

/**
 * Signed webhooks of 0.5 to 1 kB, all of different connections, the same in every run.
 */
final class Requests {

	static final String API_KEY = "bench-key";

	private static final int DISTINCT = 20_000;

	private final List<String> bodies;

	Requests() {
		Random random = new Random(42);
		this.bodies = IntStream.range(0, DISTINCT).mapToObj((i) -> body(random)).toList();
	}

	private static String body(Random random) {
		String connection = new UUID(random.nextLong(), random.nextLong()).toString();
		String data = random.ints(300 + random.nextInt(500), 0, 64)
			.mapToObj((i) -> "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".substring(i, i + 1))
			.collect(Collectors.joining());
		return ("{\"type\":\"financial_connection.sync_data\",\"environment\":\"sandbox\",\"source\":\"plaid\","
				+ "\"financial_connection_id\":\"%s\",\"remote_data\":\"{\\\"item_id\\\":\\\"%s\\\"}\"}")
			.formatted(connection, data);
	}

	byte[] http(int index, int port) {
		String body = this.bodies.get(index % this.bodies.size());
		return ("POST /webhook HTTP/1.1\r\nHost: localhost:%d\r\nContent-Type: application/json\r\n"
				+ "fuse-verification: %s\r\nContent-Length: %d\r\n\r\n%s")
			.formatted(port, signature(body), body.length(), body)
			.getBytes(StandardCharsets.US_ASCII);
	}

	/** One in a line: the signature, a space, the body. */
	void write(Path file) throws IOException {
		Files.write(file, this.bodies.stream().map((body) -> signature(body) + " " + body).toList());
	}

	private static String signature(String body) {
		return FuseSignature.ofBody(body.getBytes(StandardCharsets.US_ASCII), API_KEY);
	}

}
