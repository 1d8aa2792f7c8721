package dev.fusesync.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Stands in for Fuse and costs as little as it can, since it shares the processors with
 * what is measured: one thread, no parser. Answers each POST after a latency, in ms, and
 * {@code GET /count} with how many it has answered.
 */
final class Upstream {

	private static final byte[] LENGTH = "content-length: ".getBytes(StandardCharsets.US_ASCII);

	private static final byte[] SYNCED = answer(
			"{\"message\":\"Financial connection data synced successfully.\",\"request_id\":\"1764d296-b5bc-4e7f-a457-588f77200784\"}");

	private final long latency;

	private final Queue<Due> due = new ArrayDeque<>();

	private final Selector selector = Selector.open();

	private long answered;

	private Upstream(int port, long latencyMillis) throws IOException {
		this.latency = latencyMillis * 1_000_000;
		ServerSocketChannel server = ServerSocketChannel.open();
		server.bind(new InetSocketAddress("127.0.0.1", port), 1024);
		server.configureBlocking(false).register(this.selector, SelectionKey.OP_ACCEPT);
	}

	public static void main(String[] args) throws IOException {
		new Upstream(Integer.parseInt(args[0]), Long.parseLong(args[1])).serve();
	}

	private void serve() throws IOException {
		while (true) {
			long wait = this.due.isEmpty() ? 0 : (this.due.peek().time - System.nanoTime()) / 1_000_000;
			this.selector.select(this::ready, this.due.isEmpty() ? 0 : Math.max(1, wait));
			while (!this.due.isEmpty() && this.due.peek().time <= System.nanoTime()) {
				answer(this.due.remove().channel);
			}
		}
	}

	private void ready(SelectionKey key) {
		try {
			if (key.isAcceptable()) {
				SocketChannel channel = ((ServerSocketChannel) key.channel()).accept();
				channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
				channel.configureBlocking(false).register(this.selector, SelectionKey.OP_READ, ByteBuffer.allocate(65536));
			}
			else {
				read(key);
			}
		}
		catch (IOException ex) {
			close(key.channel());
		}
	}

	private void read(SelectionKey key) throws IOException {
		ByteBuffer buffer = (ByteBuffer) key.attachment();
		SocketChannel channel = (SocketChannel) key.channel();
		if (channel.read(buffer) < 0) {
			close(channel);
			return;
		}
		int end = end(buffer);
		if (end < 0 || buffer.position() < end) {
			return;
		}
		boolean count = buffer.get(0) == 'G';
		buffer.clear();
		if (count) {
			channel.write(ByteBuffer.wrap(answer(Long.toString(this.answered))));
		}
		else if (this.latency == 0) {
			answer(channel);
		}
		else {
			this.due.add(new Due(System.nanoTime() + this.latency, channel));
		}
	}

	/** Where the request ends, or -1 if its head is not there yet. */
	private static int end(ByteBuffer buffer) {
		byte[] bytes = buffer.array();
		int length = 0;
		for (int i = 0; i + 3 < buffer.position(); i++) {
			if (bytes[i] == '\n' && startsWith(bytes, i + 1)) {
				for (int d = i + 1 + LENGTH.length; bytes[d] >= '0' && bytes[d] <= '9'; d++) {
					length = 10 * length + bytes[d] - '0';
				}
			}
			if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r') {
				return i + 4 + length;
			}
		}
		return -1;
	}

	private static boolean startsWith(byte[] bytes, int at) {
		for (int i = 0; i < LENGTH.length; i++) {
			if ((bytes[at + i] | 0x20) != (LENGTH[i] | 0x20)) {
				return false;
			}
		}
		return true;
	}

	private void answer(SocketChannel channel) {
		try {
			channel.write(ByteBuffer.wrap(SYNCED));
			this.answered++;
		}
		catch (IOException ex) {
			close(channel);
		}
	}

	private static void close(Channel channel) {
		try {
			channel.close();
		}
		catch (IOException ex) {
			// It is gone either way.
		}
	}

	private static byte[] answer(String body) {
		return ("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
			.getBytes(StandardCharsets.US_ASCII);
	}

	private record Due(long time, SocketChannel channel) {
	}

}
