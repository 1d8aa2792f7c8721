package dev.fusesync.store;

/** What a failed statement says about the database. */
public enum Fault {

	/** These values cannot be stored; others can. */
	DATA,
	/** It cannot be written now, for want of space or the like; that heals. */
	SHORTAGE,
	/** What is on disk cannot be relied upon: the program must end. */
	FATAL

}
