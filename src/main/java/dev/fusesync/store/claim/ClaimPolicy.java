package dev.fusesync.store.claim;

import dev.fusesync.store.StoredWebhook;

/**
 * Decides whether webhooks may be claimed, for example a circuit breaker. Must not block.
 */
public interface ClaimPolicy {

	/** Lets everything be claimed. */
	ClaimPolicy OPEN = new ClaimPolicy() {
		@Override
		public boolean mayClaim() {
			return true;
		}

		@Override
		public Permit permit(StoredWebhook webhook) {
			return Permit.NONE;
		}

		@Override
		public void onChange(Runnable listener) {
			// It never changes.
		}
	};

	/** Whether anything may be claimed now. */
	boolean mayClaim();

	/**
	 * Asked before each claim.
	 * @return the permit, to be ended with the claim; null if this webhook must wait
	 */
	Permit permit(StoredWebhook webhook);

	/** Has the listener run when what may be claimed has changed. It must not block. */
	void onChange(Runnable listener);

	/** Permission to work on one webhook. */
	interface Permit {

		/** Of a policy that does not count. */
		Permit NONE = () -> {
		};

		/** The claim has ended, however it did. */
		void end();

	}

}
