package dev.fusesync.inbox;

import java.util.ArrayDeque;
import java.util.Deque;

/** What a webhook has while it is being synced, to be given back in the end. */
final class Turn {

	private final Deque<Runnable> parts = new ArrayDeque<>();

	void has(Runnable givingBack) {
		this.parts.push(givingBack);
	}

	/** The last part first. */
	void giveBack() {
		while (!this.parts.isEmpty()) {
			this.parts.pop().run();
		}
	}

}
