package dev.fusesync.store.claim;

import java.util.concurrent.TimeUnit;

/**
 * Lets a webhook that may have ended the program before be worked on alone, in all queues
 * together, so that it shows whether it was that one.
 */
final class Solitude {

	private static final Solitude OF_THE_PROGRAM = new Solitude();

	/**
	 * How long others keep out of the way of one that wants to be alone and has not asked
	 * again.
	 */
	private static final long WANTED_NANOS = TimeUnit.SECONDS.toNanos(10);

	private int inWork;

	private boolean alone;

	/** Until when others keep out, as nanoTime; null if nobody wants to be alone. */
	private Long wantedUntil;

	static Solitude ofTheProgram() {
		return OF_THE_PROGRAM;
	}

	/** Whether one more may be worked on; alone only if nothing else is. */
	synchronized boolean enter(boolean wantsSolitude) {
		if (wantsSolitude) {
			if (this.inWork > 0) {
				this.wantedUntil = System.nanoTime() + WANTED_NANOS;
				return false;
			}
			this.alone = true;
			this.wantedUntil = null;
		}
		else if (this.alone || this.wantedUntil != null && System.nanoTime() - this.wantedUntil < 0) {
			return false;
		}
		this.inWork++;
		return true;
	}

	synchronized void leave() {
		this.inWork--;
		this.alone = this.alone && this.inWork > 0;
	}

}
