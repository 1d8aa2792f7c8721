package dev.fusesync.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The upstream in a process of its own, so that its cost is nobody's else. */
final class Fuse implements AutoCloseable {

	private static final long STANDSTILL = TimeUnit.MINUTES.toNanos(3);

	private final HttpClient http = HttpClient.newHttpClient();

	private final int port;

	private final Process process;

	Fuse(int port, int latencyMillis) throws Exception {
		this.port = port;
		this.process = new ProcessBuilder(List.of(System.getProperty("java.home") + "/bin/java", "-Xmx64m",
				"-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"), Upstream.class.getName(), "" + port,
				"" + latencyMillis))
			.inheritIO()
			.start();
		while (count() < 0) {
			Thread.sleep(20);
		}
	}

	String basePath() {
		return "http://127.0.0.1:" + this.port;
	}

	/** How many calls it has answered, or -1 if it does not answer yet. */
	long count() throws InterruptedException {
		try {
			HttpRequest request = HttpRequest.newBuilder(URI.create(basePath() + "/count")).build();
			return Long.parseLong(this.http.send(request, BodyHandlers.ofString()).body());
		}
		catch (IOException ex) {
			return -1;
		}
	}

	/** Waits until it has answered so many calls. */
	void await(long calls) throws InterruptedException {
		long last = -1;
		long since = System.nanoTime();
		for (long count = count(); count < calls; count = count()) {
			if (count != last) {
				last = count;
				since = System.nanoTime();
			}
			if (System.nanoTime() - since > STANDSTILL) {
				throw new IllegalStateException("Only %d of %d webhooks were synced".formatted(count, calls));
			}
			Thread.sleep(5);
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
	}

}
