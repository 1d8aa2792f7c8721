package dev.fusesync.store.postgresql;

import java.sql.BatchUpdateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import dev.fusesync.store.Counts;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.store.jdbc.JdbcWriteSession;

/**
 * Writes to PostgreSQL. Statements are collected and sent before the commit: those of the
 * usual path as one statement for all webhooks, others in batches. So a transaction takes
 * a few round trips however many webhooks it contains.
 */
final class PostgresWriteSession extends JdbcWriteSession {

	/** As many as the sequence reserves. */
	private static final int NUMBERS = 256;

	/**
	 * Reserved numbers are not used later, so that numbers follow the order of receipt.
	 */
	private static final long NUMBERS_AGE = TimeUnit.SECONDS.toNanos(10);

	private final Map<PreparedStatement, List<Updated>> batches = new LinkedHashMap<>();

	private final Inserts inserts;

	private final Finishes finishes;

	private final PreparedStatement insertAgain;

	private final PreparedStatement insertBody;

	private final PreparedStatement reserve;

	private long nextSeq;

	private long endOfSeqs;

	private long reservedAt;

	PostgresWriteSession(Connection connection, Counts counts, boolean keepsBodies) throws SQLException {
		super(connection, counts, keepsBodies);
		this.inserts = new Inserts(connection);
		this.finishes = new Finishes(connection, keepsBodies);
		// Also an update, since a commit that has nothing to write does not wait for a
		// standby.
		this.insertAgain = connection
			.prepareStatement(INSERT + " ON CONFLICT (id) DO UPDATE SET size = excluded.size RETURNING xmax = 0");
		this.insertBody = connection.prepareStatement(INSERT_BODY);
		this.reserve = connection.prepareStatement("SELECT nextval('webhook_seq')");
	}

	@Override
	protected long nextSeq() throws SQLException {
		long now = System.nanoTime();
		if (this.nextSeq == this.endOfSeqs || now - this.reservedAt > NUMBERS_AGE) {
			try (ResultSet row = this.reserve.executeQuery()) {
				row.next();
				this.nextSeq = row.getLong(1);
			}
			this.endOfSeqs = this.nextSeq + NUMBERS;
			this.reservedAt = now;
		}
		return this.nextSeq++;
	}

	@Override
	public StoredWebhook insert(NewWebhook webhook, StoredWebhook before, long now) throws SQLException {
		if (before != null) {
			return insertAgain(webhook, before);
		}
		StoredWebhook row = webhook.row(nextSeq(), now);
		this.inserts.add(row, webhook.body());
		inserted(row);
		return row;
	}

	/** The row may exist and be finished already, without its body. */
	private StoredWebhook insertAgain(NewWebhook webhook, StoredWebhook row) throws SQLException {
		setRow(this.insertAgain, row);
		try (ResultSet result = this.insertAgain.executeQuery()) {
			if (!result.next() || !result.getBoolean(1)) {
				return null;
			}
		}
		setBody(this.insertBody, row, webhook);
		this.insertBody.executeUpdate();
		inserted(row);
		return row;
	}

	@Override
	protected void finish(StoredWebhook webhook, Outcome.Finished finished, long now, Consumer<Boolean> written) {
		this.finishes.add(webhook, finished, now, (done) -> {
			written.accept(done);
			if (done) {
				finished(webhook, finished, now);
			}
		});
	}

	@Override
	protected void execute(PreparedStatement update, Updated updated) throws SQLException {
		update.addBatch();
		this.batches.computeIfAbsent(update, (first) -> new ArrayList<>()).add(updated);
	}

	private void send() throws SQLException {
		this.inserts.send();
		this.finishes.send();
		while (!this.batches.isEmpty()) {
			Iterator<Map.Entry<PreparedStatement, List<Updated>>> entries = this.batches.entrySet().iterator();
			Map.Entry<PreparedStatement, List<Updated>> first = entries.next();
			entries.remove();
			int[] rows = execute(first.getKey());
			for (int i = 0; i < rows.length; i++) {
				first.getValue().get(i).rows(rows[i]);
			}
		}
	}

	private static int[] execute(PreparedStatement batch) throws SQLException {
		try {
			return batch.executeBatch();
		}
		catch (BatchUpdateException ex) {
			// Its own message contains the webhook.
			throw (ex.getNextException() != null) ? ex.getNextException() : ex;
		}
	}

	@Override
	public void begin() {
		// The driver begins with the first statement.
	}

	@Override
	public void commit() throws SQLException {
		send();
		connection().clearWarnings();
		connection().commit();
		SQLWarning warning = connection().getWarnings();
		if (warning != null) {
			// The server no longer waits for a standby: "committed locally".
			throw new SQLException(warning.getMessage(), PostgresFaults.NOT_REPLICATED);
		}
		committed();
	}

	@Override
	public void rollback() throws SQLException {
		forget();
		this.inserts.clear();
		this.finishes.clear();
		this.batches.clear();
		connection().rollback();
	}

	@Override
	public void checkpoint() {
		// The server's own.
	}

	@Override
	public void idle() {
		// The server's own.
	}

}
