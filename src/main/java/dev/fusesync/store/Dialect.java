package dev.fusesync.store;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalLong;

import javax.sql.DataSource;

/** The parts of the store that differ by database. */
public interface Dialect {

	/** Opens the connection for writing, which keeps the counts up to date. */
	WriteSession openWriter(Counts counts) throws SQLException;

	/** Read-only connections; each statement is a transaction of its own. */
	DataSource readers();

	/**
	 * Prepares a query of the columns of a row that are waiting, in order of due time.
	 * @param columns what to select from {@code webhook w}
	 * @param dueAt the highest due time, in ms since 1970
	 * @param after the row after which to start; null for the first
	 */
	PreparedStatement waiting(Connection connection, String columns, String queue, long dueAt, StoredWebhook after,
			int limit) throws SQLException;

	/**
	 * The rest of a query of columns of rows {@code w} that are waiting, also of those
	 * that other instances claim, in order of due time. Its named parameters are
	 * {@code queue}, {@code dueAfter} and {@code seqAfter}, the due time and number of
	 * the row after which to start, {@code dueAt}, the highest due time in ms since 1970,
	 * and {@code limit}.
	 */
	String waitingOfAll();

	/** A condition that a webhook {@code w} meets that this instance may claim. */
	default String claimable() {
		return "TRUE";
	}

	/** The buckets that this instance works on. */
	default Buckets buckets() {
		return Buckets.ALL;
	}

	/** The clock by which webhooks are due. */
	default Clock clock() {
		return Clock.systemUTC();
	}

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

	/** Whether {@link #backUp} is possible. */
	default boolean canBackUp() {
		return true;
	}

	/** Writes a copy of the database to a new file while the store is in use. */
	void backUp(Path target) throws SQLException, IOException;

	/** What a failed statement means for the database. */
	enum Fault {

		/** These values cannot be stored; others can. */
		DATA,
		/**
		 * The outcome of the transaction is unknown, or it conflicted with another one:
		 * it can be repeated.
		 */
		REPEAT,
		/**
		 * Nothing can be written at the moment, for example for lack of disk space; this
		 * recovers without a restart.
		 */
		SHORTAGE,
		/** The data on disk is not reliable: the program must end. */
		FATAL

	}

}
