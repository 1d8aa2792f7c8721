package dev.fusesync.http.body;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Admits large bodies to the routes within a memory limit, in their order; the others
 * wait without a thread. Verifying and storing a body takes several times its size:
 * parsed, in its canonical form, and as a message.
 */
final class LargeBodies {

	/** Approximate memory for a body, as a multiple of its size. */
	private static final int TIMES = 10;

	private final Deque<Admission> waiting = new ArrayDeque<>();

	private final long memory;

	private long taken;

	/**
	 * Creates the limit, in bytes, for all bodies in the routes; a single body is always
	 * admitted.
	 */
	LargeBodies(long memory) {
		this.memory = memory;
	}

	/**
	 * Creates the admission of a body of that size, which may be 0, with the action to
	 * run once it is admitted.
	 */
	Admission admission(int bytes, Runnable action) {
		return new Admission(Math.min(this.memory, (long) bytes * TIMES), action);
	}

	private void admitNext() {
		for (Admission next = next(); next != null; next = next()) {
			try {
				next.action.run();
			}
			catch (IllegalStateException ex) {
				// The sender has disconnected.
				next.release();
			}
		}
	}

	private synchronized Admission next() {
		Admission next = this.waiting.peek();
		if (next == null || this.taken + next.cost > this.memory) {
			return null;
		}
		this.taken += next.cost;
		next.admitted = true;
		return this.waiting.remove();
	}

	/** The admission of one body. */
	final class Admission {

		private final long cost;

		private final Runnable action;

		private boolean admitted;

		private Admission(long cost, Runnable action) {
			this.cost = cost;
			this.action = action;
		}

		/** Runs the action now, or as soon as there is memory. */
		void request() {
			if (this.cost == 0) {
				this.action.run();
				return;
			}
			synchronized (LargeBodies.this) {
				LargeBodies.this.waiting.add(this);
			}
			admitNext();
		}

		/** Cancels the wait; returns whether it was still waiting. */
		boolean cancel() {
			synchronized (LargeBodies.this) {
				return LargeBodies.this.waiting.remove(this);
			}
		}

		/** Releases the memory, or cancels the wait. */
		void release() {
			cancel();
			synchronized (LargeBodies.this) {
				LargeBodies.this.taken -= this.admitted ? this.cost : 0;
				this.admitted = false;
			}
			admitNext();
		}

	}

}
