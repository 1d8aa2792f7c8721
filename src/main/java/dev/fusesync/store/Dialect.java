package dev.fusesync.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;

import javax.sql.DataSource;

/** The parts of the store that differ by database. */
public interface Dialect {

	/** Opens the connection for writing, which keeps the counts up to date. */
	WriteSession openWriter(Counts counts) throws SQLException;

	/** Read-only connections; each statement is a transaction of its own. */
	DataSource readers();

	/** Classifies a failed statement. */
	Fault fault(SQLException failure);

	/**
	 * Why webhooks should currently not be stored, as a sentence; empty if they can be.
	 */
	Optional<String> shortage();

	/** Total size on disk, in bytes; empty if unknown. */
	OptionalLong size();

	/** Size of the write-ahead log, in bytes; empty if there is none. */
	OptionalLong logSize();

	/** The location of the database, for display. */
	String place();

	/** Whether the previous process did not shut down cleanly. */
	boolean wasKilled();

	/** Writes a copy of the database to a new file while the store is in use. */
	void backUp(Path target) throws SQLException, IOException;

	/** What a failed statement means for the database. */
	enum Fault {

		/** These values cannot be stored; others can. */
		DATA,
		/**
		 * Nothing can be written at the moment, for example for lack of disk space; this
		 * recovers without a restart.
		 */
		SHORTAGE,
		/** The data on disk is not reliable: the program must end. */
		FATAL

	}

}
