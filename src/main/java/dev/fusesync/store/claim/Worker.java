package dev.fusesync.store.claim;

import java.util.concurrent.locks.LockSupport;

/**
 * A thread that waits for a webhook. All but the parking happens under the claimer's
 * lock.
 */
final class Worker {

	private final Thread thread = Thread.currentThread();

	/** Whether a webhook is being committed that it will get. */
	boolean reserved;

	/** The webhook that it got. */
	Claim handed;

	void wake() {
		LockSupport.unpark(this.thread);
	}

}
