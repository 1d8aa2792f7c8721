package dev.fusesync.sync.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A proxy for {@code CONNECT} that leads every tunnel to one port of this machine,
 * whatever host was asked for, and remembers what it was told.
 */
final class ConnectProxy implements AutoCloseable {

	final List<String> heads = new CopyOnWriteArrayList<>();

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

	private final int target;

	private final boolean login;

	private final String refusal;

	/** With or without the demand for a login. */
	ConnectProxy(int target, boolean login) throws IOException {
		this(target, login, null);
	}

	/** It refuses every tunnel with that status. */
	ConnectProxy(int target, String refusal) throws IOException {
		this(target, false, refusal);
	}

	private ConnectProxy(int target, boolean login, String refusal) throws IOException {
		this.target = target;
		this.login = login;
		this.refusal = refusal;
		this.threads.execute(this::accept);
	}

	int port() {
		return this.server.getLocalPort();
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.server.accept();
				this.threads.execute(() -> serve(client));
			}
		}
		catch (IOException ex) {
			// It is closed.
		}
	}

	private void serve(Socket client) {
		try (client; Socket fuse = new Socket(InetAddress.getLoopbackAddress(), this.target)) {
			String head = head(client.getInputStream());
			while (this.login && !head.contains("Proxy-Authorization: Basic ")) {
				answer(client, "407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"");
				head = head(client.getInputStream());
			}
			if (this.refusal != null) {
				answer(client, this.refusal);
				return;
			}
			answer(client, "200 Connection established");
			this.threads.execute(() -> copy(fuse, client));
			copy(client, fuse);
		}
		catch (IOException ex) {
			// The client has gone.
		}
	}

	private String head(InputStream in) throws IOException {
		StringBuilder head = new StringBuilder();
		while (head.indexOf("\r\n\r\n") < 0) {
			int next = in.read();
			if (next < 0) {
				throw new IOException("It ended");
			}
			head.append((char) next);
		}
		this.heads.add(head.toString());
		return head.toString();
	}

	private static void answer(Socket client, String status) throws IOException {
		client.getOutputStream()
			.write(("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
	}

	private static void copy(Socket from, Socket to) {
		try {
			OutputStream out = to.getOutputStream();
			from.getInputStream().transferTo(out);
			to.shutdownOutput();
		}
		catch (IOException ex) {
			// One end has gone, so the other one goes too.
		}
	}

	@Override
	public void close() throws IOException {
		this.server.close();
		this.threads.shutdownNow();
	}

}
