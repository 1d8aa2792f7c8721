package dev.fusesync.inbox;

/** The inbox takes no webhook now. The message says why, in a sentence. */
public final class InboxClosedException extends Exception {

	private static final long serialVersionUID = 1L;

	InboxClosedException(String sentence) {
		super(sentence, null, false, false);
	}

}
