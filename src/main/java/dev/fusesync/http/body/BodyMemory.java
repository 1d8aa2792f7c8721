package dev.fusesync.http.body;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the total memory of bodies that are being read or processed. The first
 * {@value #FREE} bytes of each do not count, so that large bodies never displace small
 * ones, as most webhooks are.
 */
final class BodyMemory {

	/**
	 * Bytes per body that do not count; their total is bounded by Tomcat's number of
	 * connections.
	 */
	static final int FREE = 16 * 1024;

	private final AtomicLong left;

	BodyMemory(long bytes) {
		this.left = new AtomicLong(bytes);
	}

	/** Reserves memory; returns false if too little is free. */
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
