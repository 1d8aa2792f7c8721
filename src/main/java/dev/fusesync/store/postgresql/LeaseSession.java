package dev.fusesync.store.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.fusesync.store.Buckets.Demand;
import dev.fusesync.store.postgresql.Shares.Instance;

/**
 * The statements about instances and buckets, on a connection that is used for nothing
 * else. Times are the database's.
 */
final class LeaseSession implements AutoCloseable {

	private static final String NOW = "CAST(extract(epoch FROM statement_timestamp()) * 1000 AS BIGINT)";

	/** Renews the lease, and counts the buckets of each instance. */
	private static final String RENEW = "WITH mine AS (UPDATE instance SET lease_until = " + NOW + " + ?, demand = ? "
			+ "WHERE id = ? AND token = ? AND (? OR demand <> ?) RETURNING id) SELECT i.id, i.demand, i.lease_until < "
			+ NOW + " AS expired, count(b.bucket) AS buckets, array_agg(b.bucket) AS all_buckets, " + NOW
			+ " AS now, (SELECT count(*) FROM mine) AS renewed "
			+ "FROM instance i FULL JOIN bucket b ON b.owner = i.id GROUP BY i.id, i.demand, i.lease_until";

	/**
	 * Buckets of an instance that is gone are free; it may have died in the middle of
	 * work.
	 */
	private static final String TAKE = "UPDATE bucket SET owner = ?, suspects_up_to = CASE WHEN owner IS NULL "
			+ "THEN suspects_up_to ELSE (SELECT coalesce(max(seq), 0) FROM webhook) END "
			+ "WHERE bucket IN (SELECT b.bucket FROM bucket b WHERE b.owner IS NULL OR NOT EXISTS "
			+ "(SELECT 1 FROM instance i WHERE i.id = b.owner) ORDER BY b.bucket LIMIT ? FOR UPDATE SKIP LOCKED) "
			+ "AND EXISTS (SELECT 1 FROM instance WHERE id = ? AND lease_until > " + NOW
			+ ") RETURNING bucket, suspects_up_to";

	private final Connection connection;

	private final String token;

	/**
	 * Creates a session.
	 * @param token known to this instance only, since a failover can make a number be
	 * given twice
	 */
	LeaseSession(Connection connection, String token) throws SQLException {
		this.connection = connection;
		this.token = token;
		connection.setAutoCommit(true);
	}

	/** Adds an instance; returns its number. */
	long register(long leaseMs, Demand demand) throws SQLException {
		try (PreparedStatement insert = this.connection.prepareStatement(
				"INSERT INTO instance (lease_until, demand, token) VALUES (" + NOW + " + ?, ?, ?) RETURNING id")) {
			insert.setLong(1, leaseMs);
			insert.setString(2, demand.name());
			insert.setString(3, this.token);
			try (ResultSet row = insert.executeQuery()) {
				row.next();
				return row.getLong(1);
			}
		}
	}

	/**
	 * Reads who is alive, and renews the lease of this instance.
	 * @param renew whether to renew it even if the demand has not changed
	 */
	Reading read(long id, long leaseMs, Demand demand, boolean renew) throws SQLException {
		try (PreparedStatement select = this.connection.prepareStatement(RENEW)) {
			select.setLong(1, leaseMs);
			select.setString(2, demand.name());
			select.setLong(3, id);
			select.setString(4, this.token);
			select.setBoolean(5, renew);
			select.setString(6, demand.name());
			try (ResultSet row = select.executeQuery()) {
				return read(row, id, demand);
			}
		}
	}

	private static Reading read(ResultSet row, long id, Demand demand) throws SQLException {
		List<Instance> alive = new ArrayList<>();
		Set<Integer> own = Set.of();
		int free = 0;
		boolean anyExpired = false;
		boolean renewed = false;
		long now = 0;
		while (row.next()) {
			long instance = row.getLong("id");
			boolean known = !row.wasNull();
			now = row.getLong("now");
			renewed = row.getInt("renewed") > 0;
			// As it was before the renewal; nobody has taken its buckets then.
			boolean expired = known && row.getBoolean("expired") && !(renewed && instance == id);
			if (known && instance == id && row.getInt("buckets") > 0) {
				own = Set.of((Integer[]) row.getArray("all_buckets").getArray());
			}
			if (known && !expired) {
				alive.add(new Instance(instance, (instance == id) ? demand : Demand.valueOf(row.getString("demand")),
						row.getInt("buckets")));
			}
			else if (!known) {
				free = row.getInt("buckets");
			}
			anyExpired |= expired;
		}
		return new Reading(alive, own, free, anyExpired, renewed, now);
	}

	/**
	 * Removes the instances whose lease has ended, which frees their buckets. An instance
	 * that renews its lease at the same moment is either kept or finds that it has lost
	 * it.
	 */
	void removeExpired() throws SQLException {
		try (PreparedStatement delete = this.connection
			.prepareStatement("DELETE FROM instance WHERE lease_until < " + NOW)) {
			delete.executeUpdate();
		}
	}

	/**
	 * Takes free buckets; returns them with the rows that may have killed their owner.
	 */
	Map<Integer, Long> take(long id, int count) throws SQLException {
		Map<Integer, Long> taken = new HashMap<>();
		try (PreparedStatement update = this.connection.prepareStatement(TAKE)) {
			update.setLong(1, id);
			update.setInt(2, count);
			update.setLong(3, id);
			try (ResultSet row = update.executeQuery()) {
				while (row.next()) {
					taken.put(row.getInt(1), row.getLong(2));
				}
			}
		}
		return taken;
	}

	/**
	 * Frees buckets of this instance.
	 * @param until the database's time, in ms since 1970, from which on the statement has
	 * no effect: it may arrive late, when the instance has taken the buckets again
	 */
	void giveBack(long id, Collection<Integer> buckets, long until) throws SQLException {
		try (PreparedStatement update = this.connection.prepareStatement(
				"UPDATE bucket SET owner = NULL WHERE owner = ? AND bucket = ANY (?) AND " + NOW + " < ?")) {
			update.setLong(1, id);
			update.setArray(2, this.connection.createArrayOf("integer", buckets.toArray()));
			update.setLong(3, until);
			update.executeUpdate();
		}
	}

	/** Removes this instance, which must not have buckets any more. */
	void unregister(long id) throws SQLException {
		try (PreparedStatement delete = this.connection.prepareStatement(
				"DELETE FROM instance WHERE id = ? AND NOT EXISTS (SELECT 1 FROM bucket WHERE owner = ?)")) {
			delete.setLong(1, id);
			delete.setLong(2, id);
			delete.executeUpdate();
		}
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

	/**
	 * What the tables say.
	 *
	 * @param alive instances whose lease has not ended
	 * @param own the buckets of this instance
	 * @param free number of buckets without an owner that is known
	 * @param anyExpired whether there are instances whose lease has ended
	 * @param renewed whether the lease of this instance was renewed
	 * @param now the time, in ms since 1970
	 */
	record Reading(List<Instance> alive, Set<Integer> own, int free, boolean anyExpired, boolean renewed, long now) {

	}

}
