package dev.fusesync.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Sends at a constant rate, whether answers come or not, and measures from the moment at
 * which a webhook should have been sent. A sender that waits for the answer would ask
 * less of a program that stutters, and never see it (coordinated omission).
 */
final class OpenLoop {

	private static final int CONNECTIONS = 64;

	private final ConcurrentHistogram nanos = new ConcurrentHistogram(TimeUnit.MINUTES.toNanos(2), 3);

	private final AtomicInteger next = new AtomicInteger();

	private final AtomicInteger failed = new AtomicInteger();

	private final Requests requests;

	private final int port;

	private OpenLoop(Requests requests, int port) {
		this.requests = requests;
		this.port = port;
	}

	/** Latencies in ns. An answer other than 200 ends the benchmark. */
	static Histogram run(Requests requests, int port, int perSecond, int seconds) throws InterruptedException {
		OpenLoop loop = new OpenLoop(requests, port);
		long begin = System.nanoTime();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < CONNECTIONS; i++) {
			Thread thread = new Thread(() -> loop.send(begin, perSecond, perSecond * seconds));
			thread.start();
			threads.add(thread);
		}
		for (Thread thread : threads) {
			thread.join();
		}
		if (loop.failed.get() > 0) {
			throw new IllegalStateException(loop.failed + " webhooks were not answered with 200");
		}
		return loop.nanos;
	}

	static boolean accepts(int port, byte[] request) {
		try (Socket socket = new Socket("localhost", port)) {
			socket.getOutputStream().write(request);
			return status(socket.getInputStream()) == 200;
		}
		catch (IOException ex) {
			return false;
		}
	}

	private void send(long begin, int perSecond, int count) {
		try (Socket socket = new Socket("localhost", this.port)) {
			socket.setTcpNoDelay(true);
			InputStream in = new BufferedInputStream(socket.getInputStream());
			for (int i = this.next.getAndIncrement(); i < count; i = this.next.getAndIncrement()) {
				byte[] request = this.requests.http(i, this.port);
				long planned = begin + (long) (i * (1e9 / perSecond));
				for (long now = System.nanoTime(); now < planned; now = System.nanoTime()) {
					LockSupport.parkNanos(planned - now);
				}
				socket.getOutputStream().write(request);
				if (status(in) != 200) {
					this.failed.incrementAndGet();
				}
				this.nanos.recordValue(System.nanoTime() - planned);
			}
		}
		catch (IOException ex) {
			this.failed.incrementAndGet();
		}
	}

	/** Reads an answer to its end. Both programs send its length or chunks. */
	static int status(InputStream in) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			head.append((char) read(in));
		}
		String text = head.toString().toLowerCase();
		int at = text.indexOf("content-length: ");
		if (at >= 0) {
			in.readNBytes(Integer.parseInt(text.substring(at + 16, text.indexOf('\r', at))));
		}
		else {
			StringBuilder body = new StringBuilder();
			while (!body.toString().endsWith("0\r\n\r\n")) {
				body.append((char) read(in));
			}
		}
		return Integer.parseInt(text.substring(9, 12));
	}

	private static int read(InputStream in) throws IOException {
		int read = in.read();
		if (read < 0) {
			throw new IOException("The connection was closed");
		}
		return read;
	}

}
