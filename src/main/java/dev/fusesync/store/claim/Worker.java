package dev.fusesync.store.claim;

import java.util.concurrent.locks.LockSupport;

/**
 * A thread that waits for a webhook. Guarded by the claimer's lock, except while the
 * thread is parked.
 */
final class Worker {

	private final Thread thread = Thread.currentThread();

	/** Whether a webhook that is being committed is reserved for it. */
	boolean reserved;

	/** The webhook that was handed to it. */
	Claim handed;

	void wake() {
		LockSupport.unpark(this.thread);
	}

}
