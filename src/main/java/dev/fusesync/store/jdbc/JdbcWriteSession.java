package dev.fusesync.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;

import dev.fusesync.store.ColumnText;
import dev.fusesync.store.Counts;
import dev.fusesync.store.Failure;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.store.WriteSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The prepared statements of a webhook's life cycle that databases have in common. Each
 * checks the state of the row, since a person may have changed it meanwhile.
 */
public abstract class JdbcWriteSession implements WriteSession {

	private static final String FAILURE = "failure_class = ?, status = ?, code = ?, request_id = ?, reason = ?";

	private static final String IF_WAITING = " WHERE seq = ? AND state = 'waiting'";

	/** The failure class of failures without one. */
	private static final String UNEXPECTED = "unexpected";

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	private final Connection connection;

	private final Counts counts;

	private final List<Runnable> afterCommit = new ArrayList<>();

	private final PreparedStatement insert;

	private final PreparedStatement insertBody;

	private final PreparedStatement finish;

	private final PreparedStatement deleteBody;

	private final PreparedStatement retry;

	private final PreparedStatement deadLetter;

	private final PreparedStatement giveBack;

	private final PreparedStatement noteUnfinished;

	private final PreparedStatement takeNoteBack;

	protected JdbcWriteSession(Connection connection, Counts counts) throws SQLException {
		this.connection = connection;
		this.counts = counts;
		this.insert = connection.prepareStatement("INSERT INTO webhook (seq, id, queue, bucket, connection_key, type, "
				+ "connection, source, environment, signature, size, state, first_received_at, received_at, due_at) "
				+ "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?, ?) ON CONFLICT (id) DO NOTHING");
		this.insertBody = connection.prepareStatement("INSERT INTO body (seq, bytes) VALUES (?, ?)");
		this.finish = connection.prepareStatement("UPDATE webhook SET state = ?, finished_at = ?, "
				+ "attempts = attempts + 1, give_backs = 0, unfinished = 0, failure_class = NULL, status = NULL, "
				+ "code = NULL, request_id = ?, reason = NULL" + IF_WAITING);
		this.deleteBody = connection.prepareStatement("DELETE FROM body WHERE seq = ?");
		this.retry = connection.prepareStatement("UPDATE webhook SET due_at = ?, wait_ms = ?, "
				+ "waited_ms = waited_ms + ?, retries = retries + ?, attempts = attempts + 1, give_backs = 0, "
				+ "unfinished = 0, " + FAILURE + IF_WAITING);
		this.deadLetter = connection.prepareStatement("UPDATE webhook SET state = 'dead-lettered', finished_at = ?, "
				+ "attempts = attempts + 1, give_backs = 0, unfinished = 0, " + FAILURE + IF_WAITING);
		this.giveBack = connection.prepareStatement(
				"UPDATE webhook SET due_at = ?, wait_ms = ?, give_backs = give_backs + 1, unfinished = 0" + IF_WAITING);
		this.noteUnfinished = connection
			.prepareStatement("UPDATE webhook SET unfinished = unfinished + 1" + IF_WAITING);
		this.takeNoteBack = connection
			.prepareStatement("UPDATE webhook SET unfinished = unfinished - 1" + IF_WAITING + " AND unfinished > 0");
	}

	/** Returns the number of the next row. */
	protected abstract long nextSeq();

	@Override
	public Connection connection() {
		return this.connection;
	}

	@Override
	public StoredWebhook insert(NewWebhook webhook, long now) throws SQLException {
		StoredWebhook row = webhook.row(nextSeq(), now);
		int column = 0;
		this.insert.setLong(++column, row.seq());
		this.insert.setString(++column, row.id());
		this.insert.setString(++column, row.queue());
		this.insert.setInt(++column, row.bucket());
		this.insert.setString(++column, row.connectionKey());
		this.insert.setString(++column, ColumnText.write(row.type()));
		this.insert.setString(++column, ColumnText.write(row.connection()));
		this.insert.setString(++column, ColumnText.write(row.source()));
		this.insert.setString(++column, ColumnText.write(row.environment()));
		this.insert.setString(++column, row.signature());
		this.insert.setInt(++column, row.size());
		this.insert.setLong(++column, row.firstReceivedAt());
		this.insert.setLong(++column, row.receivedAt());
		this.insert.setLong(++column, row.dueAt());
		if (this.insert.executeUpdate() == 0) {
			return null;
		}
		this.insertBody.setLong(1, row.seq());
		this.insertBody.setBytes(2, webhook.body());
		this.insertBody.executeUpdate();
		afterCommit(() -> this.counts.addWaiting(row.queue(), 1));
		return row;
	}

	@Override
	public boolean settle(StoredWebhook webhook, Outcome outcome, long now) throws SQLException {
		if (outcome instanceof Outcome.Finished finished) {
			return finish(webhook, finished, now);
		}
		if (outcome instanceof Outcome.Retried retried) {
			return retry(webhook, retried, now);
		}
		if (outcome instanceof Outcome.DeadLettered deadLettered) {
			return deadLetter(webhook, known(deadLettered.failure()), now);
		}
		if (outcome instanceof Outcome.Dropped) {
			this.takeNoteBack.setLong(1, webhook.seq());
			return this.takeNoteBack.executeUpdate() == 1;
		}
		long delay = ((Outcome.GivenBack) outcome).delayMs();
		this.giveBack.setLong(1, now + delay);
		this.giveBack.setLong(2, delay);
		this.giveBack.setLong(3, webhook.seq());
		return this.giveBack.executeUpdate() == 1;
	}

	private boolean finish(StoredWebhook webhook, Outcome.Finished finished, long now) throws SQLException {
		this.finish.setString(1, finished.state());
		this.finish.setLong(2, now);
		this.finish.setString(3, ColumnText.write(finished.requestId()));
		this.finish.setLong(4, webhook.seq());
		if (this.finish.executeUpdate() == 0) {
			return false;
		}
		this.deleteBody.setLong(1, webhook.seq());
		this.deleteBody.executeUpdate();
		afterCommit(() -> {
			this.counts.addWaiting(webhook.queue(), -1);
			this.counts.addHistory(1);
		});
		return true;
	}

	private boolean retry(StoredWebhook webhook, Outcome.Retried retried, long now) throws SQLException {
		long delay = retried.retry().delay().toMillis();
		this.retry.setLong(1, now + delay);
		this.retry.setLong(2, delay);
		this.retry.setLong(3, retried.retry().counts() ? delay : 0);
		this.retry.setInt(4, retried.retry().step() ? 1 : 0);
		int next = set(this.retry, 5, retried.failure());
		this.retry.setLong(next, webhook.seq());
		return this.retry.executeUpdate() == 1;
	}

	private static Failure known(Failure failure) {
		if (failure != null && failure.failureClass() != null) {
			return failure;
		}
		return new Failure(UNEXPECTED, null, null, null, (failure != null) ? failure.reason() : null);
	}

	private boolean deadLetter(StoredWebhook webhook, Failure failure, long now) throws SQLException {
		this.deadLetter.setLong(1, now);
		int next = set(this.deadLetter, 2, failure);
		this.deadLetter.setLong(next, webhook.seq());
		if (this.deadLetter.executeUpdate() == 0) {
			return false;
		}
		afterCommit(() -> {
			this.counts.addWaiting(webhook.queue(), -1);
			this.counts.deadLettered(failure.failureClass(), 1);
		});
		return true;
	}

	/**
	 * Sets the columns of a failure, starting at that parameter; returns the next
	 * parameter.
	 */
	private static int set(PreparedStatement statement, int first, Failure failure) throws SQLException {
		Failure known = (failure != null) ? failure : new Failure(null, null, null, null, null);
		int column = first;
		statement.setString(column++, known.failureClass());
		if (known.status() != null) {
			statement.setInt(column++, known.status());
		}
		else {
			statement.setNull(column++, Types.INTEGER);
		}
		statement.setString(column++, ColumnText.write(known.code()));
		statement.setString(column++, ColumnText.write(known.requestId()));
		statement.setString(column++, ColumnText.write(known.reason()));
		return column;
	}

	@Override
	public void noteUnfinished(long seq) throws SQLException {
		this.noteUnfinished.setLong(1, seq);
		this.noteUnfinished.executeUpdate();
	}

	@Override
	public void afterCommit(Runnable action) {
		this.afterCommit.add(action);
	}

	/** Must be called by {@link #commit} after the commit. */
	protected final void committed() {
		for (Runnable action : this.afterCommit) {
			try {
				action.run();
			}
			catch (RuntimeException ex) {
				// The commit succeeded and must not be treated as failed.
				LOG.error("An action after a commit failed", ex);
			}
		}
		this.afterCommit.clear();
	}

	/** Must be called by {@link #rollback} before the rollback. */
	protected final void forget() {
		this.afterCommit.clear();
	}

	@Override
	public void close() throws SQLException {
		this.connection.close();
	}

}
