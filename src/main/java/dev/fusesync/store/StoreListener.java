package dev.fusesync.store;

/**
 * Notified by the writer of what is stored, so that a queue's claimer need not poll the
 * database.
 */
public interface StoreListener {

	/**
	 * Called before a webhook is committed. Returns a reservation to receive the webhook
	 * without reading it from the database; null if there is none.
	 */
	Reservation offer(NewWebhook webhook, StoredWebhook row);

	/** Called when a row was committed that is due at that time, in ms since 1970. */
	void due(long dueAt, long seq);

	/** A webhook that is handed over once it is on disk. */
	interface Reservation {

		/** For a webhook that this instance does not claim. */
		Reservation NONE = new Reservation() {
			@Override
			public void complete() {
				// Another instance finds it.
			}

			@Override
			public void cancel() {
				// Nothing was reserved.
			}
		};

		/** The webhook is on disk. */
		void complete();

		/** The webhook was not written. */
		void cancel();

	}

}
