package dev.fusesync.store;

import java.time.Duration;

/**
 * The share of the webhooks that this instance works on. Each connection belongs to one
 * of {@value NewWebhook#BUCKETS} buckets, and each bucket to one instance at a time, so
 * that webhooks of one connection are never processed by two instances at once.
 */
public interface Buckets {

	/** How long an instance owns its buckets since it has last renewed its lease. */
	Duration LEASE = Duration.ofSeconds(30);

	/** All buckets, for a database that only one instance uses. */
	Buckets ALL = new Buckets() {
		@Override
		public boolean mayClaim(int bucket) {
			return true;
		}

		@Override
		public long remainingNanos() {
			return Long.MAX_VALUE;
		}

		@Override
		public long term() {
			return 0;
		}

		@Override
		public boolean leads() {
			return true;
		}

		@Override
		public long suspectsUpTo() {
			return 0;
		}

		@Override
		public void register(String queue, Holder holder) {
			// Nothing changes.
		}

		@Override
		public void changed() {
			// Nothing is shared.
		}
	};

	/** Whether webhooks of this bucket may be claimed now. */
	boolean mayClaim(int bucket);

	/**
	 * How long calls for claimed webhooks may go on, in ns: after that, another instance
	 * may take over their buckets. Zero or less if that is over.
	 */
	long remainingNanos();

	/**
	 * The number of this instance since it last began to own buckets. What it claimed
	 * before may be another instance's by now.
	 */
	long term();

	/** The part of all buckets that this instance owns, 0 to 1. */
	default double fraction() {
		return 1;
	}

	/** Whether this instance does what one instance does for all of them. */
	boolean leads();

	/**
	 * The highest row number of the webhooks that an instance may have been working on
	 * when it died; 0 if none has.
	 */
	long suspectsUpTo();

	/** Registers the holder of the claims of a queue, instead of an earlier one. */
	void register(String queue, Holder holder);

	/** Called when {@link Holder#demand} may have changed. */
	void changed();

	/** What claims the webhooks of a queue. */
	interface Holder {

		/** Whether it works on a webhook of the bucket. */
		boolean holds(int bucket);

		/** Called when this instance has been given buckets. Must not block. */
		void bucketsAdded();

		/** How many buckets it can use. */
		Demand demand();

	}

	/** How many buckets an instance can use. */
	enum Demand {

		/** None, since it has stopped. */
		STOPPED,
		/** None for now: its circuit breaker is open. */
		OPEN,
		/** One, to try whether Fuse can be called again. */
		HALF_OPEN,
		/** Its full share. */
		FULL

	}

}
