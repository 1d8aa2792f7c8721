package dev.fusesync.packaged;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A cable to a port of this machine that can be cut: what is sent then is neither
 * delivered nor refused, and both ends have to find out by themselves.
 */
final class Cable implements AutoCloseable {

	private final ServerSocket end = new ServerSocket(PackagedProgram.freePort(), 100,
			InetAddress.getLoopbackAddress());

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final int other;

	private boolean cut;

	Cable(int other) throws IOException {
		this.other = other;
		this.threads.execute(this::accept);
	}

	String url() {
		return "tcp://localhost:" + this.end.getLocalPort();
	}

	synchronized void cut() {
		this.cut = true;
	}

	synchronized void mend() {
		this.cut = false;
		notifyAll();
	}

	private synchronized void awaitWhole() throws InterruptedException {
		while (this.cut) {
			wait();
		}
	}

	private void accept() {
		while (!this.end.isClosed()) {
			try {
				Socket near = this.end.accept();
				this.threads.execute(() -> join(near));
			}
			catch (IOException ex) {
				// It is closed, or the one who called has hung up.
			}
		}
	}

	private void join(Socket near) {
		try (near) {
			awaitWhole();
			try (Socket far = new Socket(InetAddress.getLoopbackAddress(), this.other)) {
				this.threads.execute(() -> pass(far, near));
				pass(near, far);
			}
		}
		catch (IOException ex) {
			// Nobody listens there.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void pass(Socket from, Socket to) {
		try (from; to) {
			InputStream in = from.getInputStream();
			OutputStream out = to.getOutputStream();
			byte[] bytes = new byte[64 << 10];
			for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
				awaitWhole();
				out.write(bytes, 0, read);
			}
		}
		catch (IOException ex) {
			// One end has hung up.
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public void close() throws IOException {
		this.end.close();
		this.threads.shutdownNow();
		mend();
	}

}
