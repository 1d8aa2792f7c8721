package dev.fusesync.store;

/**
 * A queue's claimer, told by the writer what is stored, so that it need not ask the
 * database.
 */
public interface StoreListener {

	/**
	 * A webhook is about to be committed. Whoever wants it without asking the database
	 * answers with a reservation; null if nobody does.
	 */
	Reservation offer(NewWebhook webhook, StoredWebhook row);

	/** That row was committed, which is due at that time, in ms since 1970. */
	void due(long dueAt, long seq);

	/** A webhook that is handed over once it is on disk. */
	interface Reservation {

		/** It is on disk. */
		void complete();

		/** It is not. */
		void cancel();

	}

}
