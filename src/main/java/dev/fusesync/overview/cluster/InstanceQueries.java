package dev.fusesync.overview.cluster;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

import dev.fusesync.store.Store;
import dev.fusesync.store.WriteSession;

import org.springframework.stereotype.Component;

/** Reads the instances of a PostgreSQL database, and writes what this one says. */
@Component
class InstanceQueries {

	private static final String ALL = "SELECT i.id, i.lease_until, count(b.bucket), a.about FROM instance i "
			+ "LEFT JOIN bucket b ON b.owner = i.id LEFT JOIN instance_about a ON a.instance = i.id "
			+ "GROUP BY i.id, i.lease_until, a.about ORDER BY i.id";

	private static final String SAY = "INSERT INTO instance_about (instance, about) VALUES (?, ?) "
			+ "ON CONFLICT (instance) DO UPDATE SET about = excluded.about";

	private static final String FORGET = "DELETE FROM instance_about WHERE instance NOT IN (SELECT id FROM instance)";

	private final Store store;

	InstanceQueries(Store store) {
		this.store = store;
	}

	List<Row> all() {
		return this.store.jdbc()
			.sql(ALL)
			.query((row, number) -> new Row(row.getLong(1), row.getLong(2), row.getInt(3), row.getString(4)))
			.list();
	}

	/** Says something of an instance, and forgets those that are gone. */
	void say(long instance, String about) {
		this.store.write((session) -> {
			execute(session, instance, about);
			try (PreparedStatement delete = session.connection().prepareStatement(FORGET)) {
				return delete.executeUpdate();
			}
		});
	}

	private static void execute(WriteSession session, long instance, String about) throws SQLException {
		try (PreparedStatement insert = session.connection().prepareStatement(SAY)) {
			insert.setLong(1, instance);
			insert.setString(2, about);
			insert.executeUpdate();
		}
	}

	/**
	 * An instance as the tables have it.
	 *
	 * @param leaseUntil when its lease ends, in ms since 1970
	 * @param about JSON; null if it has not said anything yet
	 */
	record Row(long number, long leaseUntil, int buckets, String about) {

	}

}
