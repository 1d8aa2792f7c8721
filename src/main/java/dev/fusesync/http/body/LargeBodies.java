package dev.fusesync.http.body;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Lets large bodies into the routes a few at a time, in their order, and holds the others
 * without a thread. Verified and stored, a body takes several times its bytes: parsed, in
 * its canonical form, as a message.
 */
final class LargeBodies {

	/** About what a body takes, in times of its bytes. */
	private static final int TIMES = 10;

	private final Deque<Entry> waiting = new ArrayDeque<>();

	private final long memory;

	private long taken;

	/** As many bytes for all that are in the routes at once; one is always let in. */
	LargeBodies(long memory) {
		this.memory = memory;
	}

	/** For bytes that wait, if they are any, and what they do once they are let in. */
	Entry entry(int bytes, Runnable goOn) {
		return new Entry(Math.min(this.memory, (long) bytes * TIMES), goOn);
	}

	private void letIn() {
		for (Entry next = next(); next != null; next = next()) {
			try {
				next.goOn.run();
			}
			catch (IllegalStateException ex) {
				// Its sender is gone.
				next.leave();
			}
		}
	}

	private synchronized Entry next() {
		Entry next = this.waiting.peek();
		if (next == null || this.taken + next.cost > this.memory) {
			return null;
		}
		this.taken += next.cost;
		next.isIn = true;
		return this.waiting.remove();
	}

	/** One body on its way in, or in. */
	final class Entry {

		private final long cost;

		private final Runnable goOn;

		private boolean isIn;

		private Entry(long cost, Runnable goOn) {
			this.cost = cost;
			this.goOn = goOn;
		}

		/** Goes on now, or as soon as there is memory for it. */
		void request() {
			if (this.cost == 0) {
				this.goOn.run();
				return;
			}
			synchronized (LargeBodies.this) {
				LargeBodies.this.waiting.add(this);
			}
			letIn();
		}

		/** Whether it was still waiting; then it never goes on. */
		boolean giveUp() {
			synchronized (LargeBodies.this) {
				return LargeBodies.this.waiting.remove(this);
			}
		}

		/** Ends its stay, or its wait. */
		void leave() {
			giveUp();
			synchronized (LargeBodies.this) {
				LargeBodies.this.taken -= this.isIn ? this.cost : 0;
				this.isIn = false;
			}
			letIn();
		}

	}

}
