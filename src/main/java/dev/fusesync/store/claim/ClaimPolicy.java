package dev.fusesync.store.claim;

import dev.fusesync.store.StoredWebhook;

/**
 * Decides whether webhooks may be claimed, for example a circuit breaker. Must not block.
 */
public interface ClaimPolicy {

	/** A policy that permits every claim. */
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

	/** Whether any number of webhooks may be claimed now. */
	default boolean isUnlimited() {
		return true;
	}

	/** Whether anything may be claimed now. */
	boolean mayClaim();

	/**
	 * Called before each claim.
	 * @return the permit, to be ended with the claim; null if this webhook must wait
	 */
	Permit permit(StoredWebhook webhook);

	/**
	 * Registers a listener that runs when the policy's decision may have changed. It must
	 * not block.
	 */
	void onChange(Runnable listener);

	/** Permission to work on one webhook. */
	interface Permit {

		/** A permit without effect. */
		Permit NONE = () -> {
		};

		/** Called when the claim has ended, with any result. */
		void end();

	}

}
