package dev.fusesync.account;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;

import dev.fusesync.store.Buckets;
import dev.fusesync.store.Store;
import dev.fusesync.store.WriteSession;

/** The one row of the table {@code account}. */
final class AccountQueries {

	private static final String INSERT = "INSERT INTO account (id, base_path, client, salt) VALUES (1, ?, ?, ?) "
			+ "ON CONFLICT (id) DO NOTHING";

	private static final String UPDATE = "UPDATE account SET base_path = ?, client = ? WHERE id = 1 AND salt = ?";

	private final Store store;

	AccountQueries(Store store) {
		this.store = store;
	}

	Optional<Account> find() {
		return this.store.jdbc()
			.sql("SELECT base_path, client, salt FROM account")
			.query((row, number) -> new Account(row.getString(1), row.getString(2), row.getString(3)))
			.optional();
	}

	/** Writes the account, unless another instance has done so meanwhile. */
	void insert(Account account) {
		this.store.write((session) -> write(session, INSERT, account));
	}

	/** Replaces the account that has the same salt. */
	void update(Account account) {
		this.store.write((session) -> write(session, UPDATE, account));
	}

	private static int write(WriteSession session, String sql, Account account) throws SQLException {
		try (PreparedStatement statement = session.connection().prepareStatement(sql)) {
			statement.setString(1, account.basePath());
			statement.setString(2, account.client());
			statement.setString(3, account.salt());
			return statement.executeUpdate();
		}
	}

	/** Whether there are webhooks that can still be sent: they all have a body. */
	boolean hasBodies() {
		return number("SELECT count(*) FROM (SELECT 1 FROM body LIMIT 1) first") > 0;
	}

	/** Whether other instances may store a webhook at any time. */
	boolean hasOtherInstances() {
		return this.store.buckets() != Buckets.ALL && number("SELECT count(*) FROM instance") > 1;
	}

	private long number(String sql) {
		return this.store.jdbc().sql(sql).query(Long.class).single();
	}

	/**
	 * An account of Fuse.
	 *
	 * @param basePath its address
	 * @param client hash of the salt and the client id
	 * @param salt random, other in each store
	 */
	record Account(String basePath, String client, String salt) {

	}

}
