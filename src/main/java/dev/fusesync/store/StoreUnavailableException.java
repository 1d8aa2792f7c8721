package dev.fusesync.store;

/**
 * The store cannot take a webhook now; its sender is to come again. The message says why,
 * in a sentence.
 */
public final class StoreUnavailableException extends Exception {

	private static final long serialVersionUID = 1L;

	public StoreUnavailableException(String sentence) {
		super(sentence, null, false, false);
	}

}
