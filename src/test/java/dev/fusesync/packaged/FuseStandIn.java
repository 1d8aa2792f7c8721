package dev.fusesync.packaged;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Fuse's sync endpoint for drills: light, and it remembers by sha256 what it has synced
 * and how many calls of one connection it has had at once.
 */
public final class FuseStandIn implements AutoCloseable {

	/** How it answers: a status, once it has done what it wants with the exchange. */
	@FunctionalInterface
	public interface Answer {

		int to(String connection) throws InterruptedException;

	}

	private static final Pattern CONNECTION = Pattern.compile("\"financial_connection_id\":\"([^\"]*)\"");

	public final Map<String, Integer> synced = new ConcurrentHashMap<>();

	/** When it has synced what first, by sha256, as nanoTime. */
	public final Map<String, Long> syncedAt = new ConcurrentHashMap<>();

	/** What it has synced, by sha256, in that order, of each connection. */
	public final Map<String, Queue<String>> order = new ConcurrentHashMap<>();

	/** Names of all headers that any call has had. */
	public final Set<String> headers = ConcurrentHashMap.newKeySet();

	public final AtomicInteger calls = new AtomicInteger();

	public final AtomicInteger mostAtOnce = new AtomicInteger();

	public final AtomicInteger mostOfOneConnection = new AtomicInteger();

	/** How many calls began while another one of the same connection was under way. */
	public final AtomicInteger overlaps = new AtomicInteger();

	public volatile Answer answer = (connection) -> 200;

	private final AtomicInteger atOnce = new AtomicInteger();

	private final Map<String, AtomicInteger> ofConnection = new ConcurrentHashMap<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final HttpServer server;

	public FuseStandIn() throws IOException {
		this(0);
	}

	public FuseStandIn(int port) throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
		this.server.createContext("/v1/financial_connections/sync", this::handle);
		this.server.setExecutor(this.threads);
		this.server.start();
	}

	public String basePath() {
		return "http://localhost:" + this.server.getAddress().getPort();
	}

	private void handle(HttpExchange exchange) throws IOException {
		byte[] body = exchange.getRequestBody().readAllBytes();
		Matcher found = CONNECTION.matcher(new String(body, StandardCharsets.UTF_8));
		String connection = found.find() ? found.group(1) : "";
		AtomicInteger ofThis = this.ofConnection.computeIfAbsent(connection, (id) -> new AtomicInteger());
		this.calls.incrementAndGet();
		this.headers.addAll(exchange.getRequestHeaders().keySet());
		this.mostAtOnce.accumulateAndGet(this.atOnce.incrementAndGet(), Math::max);
		int ofThisConnection = ofThis.incrementAndGet();
		this.mostOfOneConnection.accumulateAndGet(ofThisConnection, Math::max);
		if (ofThisConnection > 1) {
			this.overlaps.incrementAndGet();
		}
		int status = 500;
		try {
			status = this.answer.to(connection);
			if (status == 200) {
				this.order.computeIfAbsent(connection, (id) -> new ConcurrentLinkedQueue<>()).add(sha256(body));
				this.syncedAt.putIfAbsent(sha256(body), System.nanoTime());
				this.synced.merge(sha256(body), 1, Integer::sum);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		finally {
			// Before the answer: after it the next call may come at once.
			this.atOnce.decrementAndGet();
			ofThis.decrementAndGet();
		}
		exchange.sendResponseHeaders(status, -1);
		exchange.close();
	}

	/** How many webhooks it has synced more than once. */
	public long twice() {
		return this.synced.values().stream().filter((times) -> times > 1).count();
	}

	public static String sha256(byte[] body) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
