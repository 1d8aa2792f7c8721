package dev.fusesync.http.body;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Bounds the memory of all bodies together that are being read or worked on. The first
 * {@value #FREE} bytes of each are free, so that senders of large ones never keep out the
 * small ones, which webhooks are.
 */
final class BodyMemory {

	/** As many bytes times the connections that Tomcat takes is what it can come to. */
	static final int FREE = 16 * 1024;

	private final AtomicLong left;

	BodyMemory(long bytes) {
		this.left = new AtomicLong(bytes);
	}

	/** Whether there was room for so many bytes; then they are taken. */
	boolean take(int bytes) {
		if (this.left.addAndGet(-bytes) >= 0) {
			return true;
		}
		this.left.addAndGet(bytes);
		return false;
	}

	void giveBack(int bytes) {
		this.left.addAndGet(bytes);
	}

	long left() {
		return this.left.get();
	}

}
