package dev.fusesync.inbox;

/** Whether the broker, wherever it runs, can store webhooks. */
interface BrokerState {

	/** Why it cannot now, as a sentence; null while it can. */
	String trouble();

}
