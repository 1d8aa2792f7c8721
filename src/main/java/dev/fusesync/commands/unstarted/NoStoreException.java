package dev.fusesync.commands.unstarted;

/** Something asked the store, which a command does not open. */
public class NoStoreException extends RuntimeException {

	private static final long serialVersionUID = 1L;

}
