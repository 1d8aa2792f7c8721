package dev.fusesync.store.postgresql;

import java.sql.SQLException;
import java.util.Set;

import dev.fusesync.store.Dialect.Fault;

/**
 * Classifies failures by SQLSTATE (PostgreSQL's manual, appendix A). None ends the
 * program, since it is the server that has the disk.
 */
final class PostgresFaults {

	/**
	 * Serialization failure, deadlock, lock or statement time-out; a webhook that an
	 * earlier attempt has stored.
	 */
	private static final Set<String> CONFLICTS = Set.of("40001", "40P01", "55P03", "57014", "23505");

	/** Data exception, integrity constraint violation, program limit exceeded. */
	private static final Set<String> OF_DATA = Set.of("22", "23", "54");

	/** Connection exception, operator intervention such as a shutdown. */
	private static final Set<String> OF_CONNECTION = Set.of("08", "57");

	/** A write on a server that has become a standby. */
	private static final String READ_ONLY = "25006";

	/** A commit of which {@link PostgresWriteSession} knows that no standby has it. */
	static final String NOT_REPLICATED = "FS001";

	private PostgresFaults() {
	}

	static Fault of(SQLException failure) {
		String state = String.valueOf(failure.getSQLState());
		String group = state.substring(0, Math.min(2, state.length()));
		if (CONFLICTS.contains(state) || OF_CONNECTION.contains(group) || READ_ONLY.equals(state)) {
			return Fault.REPEAT;
		}
		return OF_DATA.contains(group) ? Fault.DATA : Fault.SHORTAGE;
	}

}
