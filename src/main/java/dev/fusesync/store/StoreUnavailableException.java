package dev.fusesync.store;

/**
 * The store cannot accept a webhook now; the sender should send it again. The message
 * gives the reason as a sentence.
 */
public final class StoreUnavailableException extends Exception {

	private static final long serialVersionUID = 1L;

	public StoreUnavailableException(String sentence) {
		super(sentence, null, false, false);
	}

}
