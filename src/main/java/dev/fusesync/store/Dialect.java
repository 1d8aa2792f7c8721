package dev.fusesync.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

import javax.sql.DataSource;

/** What differs from database to database. */
public interface Dialect {

	/** Opens the connection that writes and keeps the counts up to date. */
	WriteSession openWriter(Counts counts) throws SQLException;

	/** Connections that only read, each statement in a transaction of its own. */
	DataSource readers();

	/** What a failure says. */
	Fault fault(SQLException failure);

	/** Why webhooks should not be stored now, as a sentence; empty if they can be. */
	Optional<String> shortage();

	/** What it takes on disk in all, in bytes; empty if not known. */
	OptionalLong size();

	/** What its write-ahead log takes of that, in bytes; empty if it has none. */
	OptionalLong logSize();

	/** Where it lies, for people. */
	String place();

	/** Whether the last run did not end in order. */
	boolean wasKilled();

	/** Writes a copy of all to a new file, while the store is used. */
	void backUp(Path target) throws SQLException, IOException;

	/** What a failed statement says about the database. */
	enum Fault {

		/** These values cannot be stored; others can. */
		DATA,
		/** It cannot be written now, for want of space or the like; that heals. */
		SHORTAGE,
		/** What is on disk cannot be relied upon: the program must end. */
		FATAL

	}

}
