package dev.fusesync.store.claim;

import java.util.concurrent.TimeUnit;

/**
 * Allows a webhook that may have crashed the program to be processed alone, across all
 * queues, to find out whether it is the cause.
 */
final class Solitude {

	private static final Solitude OF_THE_PROGRAM = new Solitude();

	/**
	 * How long other webhooks are held back for one that needs to be processed alone,
	 * unless it requests that again.
	 */
	private static final long WANTED_NANOS = TimeUnit.SECONDS.toNanos(10);

	private int inWork;

	private boolean alone;

	/**
	 * Until when other webhooks are held back, as nanoTime; null if none needs to be
	 * alone.
	 */
	private Long wantedUntil;

	static Solitude ofTheProgram() {
		return OF_THE_PROGRAM;
	}

	/** Whether one more webhook may be processed; alone only if no other is. */
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
