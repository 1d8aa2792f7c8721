package dev.fusesync.store;

import java.util.List;

/** The queues of the store. */
public final class Queues {

	/** Webhooks to be synced. */
	public static final String INBOX = "inbox";

	/** Webhooks of all other types. */
	public static final String OTHER_EVENTS = "other-events";

	/** All queues. */
	public static final List<String> ALL = List.of(INBOX, OTHER_EVENTS);

	private Queues() {
	}

}
