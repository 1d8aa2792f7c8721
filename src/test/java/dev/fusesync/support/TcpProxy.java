package dev.fusesync.support;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The network between a program and a server, which can be cut and can stall. */
public final class TcpProxy implements AutoCloseable {

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

	private final Object gate = new Object();

	private final ServerSocket server;

	private final int target;

	private boolean stalled;

	private volatile boolean cut;

	/** Forwards to a port of this machine. */
	public TcpProxy(int target) throws IOException {
		this.target = target;
		this.server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
		this.threads.execute(this::accept);
	}

	public int port() {
		return this.server.getLocalPort();
	}

	/**
	 * Accepts connections, but forwards nothing more, as a network that loses all packets
	 * does. What was sent meanwhile is forwarded afterwards.
	 */
	public void stall(boolean on) {
		synchronized (this.gate) {
			this.stalled = on;
			this.gate.notifyAll();
		}
	}

	/** Closes all connections, and each new one at once. */
	public void cut(boolean on) {
		this.cut = on;
		if (on) {
			this.sockets.forEach(TcpProxy::close);
		}
	}

	private void accept() {
		try {
			while (true) {
				Socket client = this.server.accept();
				if (this.cut) {
					close(client);
				}
				else {
					this.threads.execute(() -> connect(client));
				}
			}
		}
		catch (IOException ex) {
			// The proxy is closed.
		}
	}

	private void connect(Socket client) {
		try {
			awaitOpen();
			Socket other = new Socket(InetAddress.getLoopbackAddress(), this.target);
			this.sockets.add(client);
			this.sockets.add(other);
			if (this.cut) {
				// It was cut while this connected.
				close(client);
				close(other);
			}
			this.threads.execute(() -> forward(client, other));
			forward(other, client);
		}
		catch (IOException | InterruptedException ex) {
			close(client);
		}
	}

	private void forward(Socket from, Socket to) {
		byte[] buffer = new byte[64 * 1024];
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
				awaitOpen();
				out.write(buffer, 0, count);
			}
			awaitOpen();
		}
		catch (IOException | InterruptedException ex) {
			// One side has closed it.
		}
		this.sockets.remove(from);
		this.sockets.remove(to);
	}

	private void awaitOpen() throws InterruptedException {
		synchronized (this.gate) {
			while (this.stalled) {
				this.gate.wait();
			}
		}
	}

	private static void close(Closeable socket) {
		try {
			socket.close();
		}
		catch (IOException ex) {
			// It is closed already.
		}
	}

	@Override
	public void close() {
		close(this.server);
		this.sockets.forEach(TcpProxy::close);
		this.threads.shutdownNow();
	}

}
