package dev.fusesync.packaged.drills;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.fusesync.packaged.FuseStandIn;

/** A slow Fuse that notices when the program ends a call before it is answered. */
final class WatchfulFuse implements AutoCloseable {

	private static final Pattern CONNECTION = Pattern.compile("\"financial_connection_id\":\"([^\"]*)\"");

	private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *([0-9]+)");

	final Set<String> synced = ConcurrentHashMap.newKeySet();

	final AtomicInteger open = new AtomicInteger();

	/** Calls that the program has ended. */
	final AtomicInteger aborted = new AtomicInteger();

	/** Calls that began while another one of the same connection was under way. */
	final AtomicInteger overlaps = new AtomicInteger();

	volatile int delayMs;

	private final Map<String, AtomicInteger> ofConnection = new ConcurrentHashMap<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final ServerSocket server = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());

	WatchfulFuse(int delayMs) throws IOException {
		this.delayMs = delayMs;
		this.threads.execute(this::accept);
	}

	String basePath() {
		return "http://localhost:" + this.server.getLocalPort();
	}

	private void accept() {
		try {
			while (true) {
				Socket socket = this.server.accept();
				this.threads.execute(() -> serve(socket));
			}
		}
		catch (IOException ex) {
			// It is closed.
		}
	}

	private void serve(Socket socket) {
		try (socket) {
			DataInputStream in = new DataInputStream(socket.getInputStream());
			for (String head = head(in); head != null; head = head(in)) {
				Matcher length = LENGTH.matcher(head);
				byte[] body = new byte[length.find() ? Integer.parseInt(length.group(1)) : 0];
				in.readFully(body);
				if (!answer(socket, body)) {
					return;
				}
			}
		}
		catch (IOException ex) {
			// The program has closed it.
		}
	}

	/** The lines up to the empty one; null at the end. */
	private static String head(DataInputStream in) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			int next = in.read();
			if (next < 0) {
				return null;
			}
			head.append((char) next);
		}
		return head.toString();
	}

	private boolean answer(Socket socket, byte[] body) throws IOException {
		Matcher found = CONNECTION.matcher(new String(body, StandardCharsets.UTF_8));
		AtomicInteger ofThis = this.ofConnection.computeIfAbsent(found.find() ? found.group(1) : "",
				(id) -> new AtomicInteger());
		this.open.incrementAndGet();
		if (ofThis.incrementAndGet() > 1) {
			this.overlaps.incrementAndGet();
		}
		boolean ended;
		try {
			ended = isEndedWithin(socket, this.delayMs);
		}
		finally {
			ofThis.decrementAndGet();
			this.open.decrementAndGet();
		}
		if (ended) {
			this.aborted.incrementAndGet();
			return false;
		}
		this.synced.add(FuseStandIn.sha256(body));
		socket.getOutputStream()
			.write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
		return true;
	}

	/** Nothing comes before the answer but the end. */
	private static boolean isEndedWithin(Socket socket, int millis) throws IOException {
		socket.setSoTimeout(Math.max(1, millis));
		try {
			socket.getInputStream().read();
			return true;
		}
		catch (SocketTimeoutException ex) {
			socket.setSoTimeout(0);
			return false;
		}
		catch (IOException ex) {
			return true;
		}
	}

	@Override
	public void close() {
		try {
			this.server.close();
		}
		catch (IOException ex) {
			// It is closed.
		}
		this.threads.shutdownNow();
	}

}
