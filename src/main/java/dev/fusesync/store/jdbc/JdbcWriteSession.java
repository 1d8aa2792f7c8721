package dev.fusesync.store.jdbc;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import dev.fusesync.store.Counts;
import dev.fusesync.store.Failure;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.store.WriteSession;
import dev.fusesync.webhook.Webhook;
import dev.fusesync.webhook.WebhookIdInLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The prepared statements of a webhook's life cycle that databases have in common. Each
 * checks the state of the row, since a person may have changed it meanwhile.
 */
public abstract class JdbcWriteSession implements WriteSession {

	/** Inserts a row. */
	protected static final String INSERT = "INSERT INTO webhook (seq, id, queue, bucket, connection_key, type, "
			+ "connection, source, environment, signature, size, state, first_received_at, received_at, due_at) "
			+ "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'waiting', ?, ?, ?)";

	/** Inserts a body. */
	protected static final String INSERT_BODY = "INSERT INTO body (seq, bytes) VALUES (?, ?)";

	/** Sets that the body is kept, where bodies are kept after success. */
	public static final String KEEP_BODY = "body_kept = 1, ";

	private static final String FAILURE = "failure_class = ?, status = ?, code = ?, request_id = ?, reason = ?";

	private static final String IF_WAITING = " WHERE seq = ? AND state = 'waiting'";

	/**
	 * Also of the same webhook: after a failover to a replica that lags behind, the
	 * number may be that of another one.
	 */
	private static final String IF_SAME = IF_WAITING + " AND id = ?";

	/** Nor of an attempt before it was replayed. */
	private static final String IF_NOT_REPLAYED = " AND replays = ?";

	/** Nobody has attempted or replayed it since it was claimed. */
	private static final String IF_UNCHANGED = IF_SAME + " AND attempts = ? AND give_backs = ? AND replays = ?";

	/** The failure class of failures without one. */
	private static final String UNEXPECTED = "unexpected";

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	private final Connection connection;

	private final Counts counts;

	private final boolean keepsBodies;

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

	private final PreparedStatement cover;

	private final Timeline timeline;

	// Timeline keeps the session, and asks it for the connection only, which is set.
	@SuppressWarnings("this-escape")
	protected JdbcWriteSession(Connection connection, Counts counts, boolean keepsBodies) throws SQLException {
		this.connection = connection;
		this.counts = counts;
		this.keepsBodies = keepsBodies;
		String keepBody = keepsBodies ? KEEP_BODY : "";
		this.insert = connection.prepareStatement(INSERT + " ON CONFLICT (id) DO NOTHING");
		this.insertBody = connection.prepareStatement(INSERT_BODY);
		this.finish = connection.prepareStatement("UPDATE webhook SET state = ?, finished_at = ?, " + keepBody
				+ "attempts = attempts + 1, give_backs = 0, unfinished = 0, failure_class = NULL, status = NULL, "
				+ "code = NULL, request_id = ?, reason = NULL" + IF_SAME + IF_NOT_REPLAYED);
		this.deleteBody = connection.prepareStatement("DELETE FROM body WHERE seq = ?");
		this.retry = connection.prepareStatement("UPDATE webhook SET due_at = ?, wait_ms = ?, "
				+ "waited_ms = waited_ms + ?, retries = retries + ?, attempts = attempts + 1, give_backs = 0, "
				+ "unfinished = 0, " + FAILURE + IF_UNCHANGED);
		this.deadLetter = connection.prepareStatement("UPDATE webhook SET state = 'dead-lettered', finished_at = ?, "
				+ "attempts = attempts + 1, give_backs = 0, unfinished = 0, cause_key = ?, " + FAILURE + IF_UNCHANGED);
		this.giveBack = connection.prepareStatement("UPDATE webhook SET due_at = ?, wait_ms = ?, "
				+ "give_backs = give_backs + 1, unfinished = 0" + IF_UNCHANGED);
		this.noteUnfinished = connection
			.prepareStatement("UPDATE webhook SET unfinished = unfinished + 1" + IF_WAITING);
		this.takeNoteBack = connection
			.prepareStatement("UPDATE webhook SET unfinished = unfinished - 1" + IF_WAITING + " AND unfinished > 0");
		this.cover = connection
			.prepareStatement("UPDATE webhook SET state = '" + Outcome.COVERED + "', finished_at = ?, " + keepBody
					+ "failure_class = NULL, status = NULL, code = NULL, request_id = ?, reason = ?" + IF_SAME
					+ " AND signature = ? AND replays = ?");
		this.timeline = new Timeline(this);
	}

	/** Returns the number of the next row. */
	protected abstract long nextSeq() throws SQLException;

	@Override
	public Connection connection() {
		return this.connection;
	}

	@Override
	public StoredWebhook insert(NewWebhook webhook, StoredWebhook before, long now) throws SQLException {
		StoredWebhook row = webhook.row(nextSeq(), now);
		setRow(this.insert, row);
		if (this.insert.executeUpdate() == 0) {
			return null;
		}
		setBody(this.insertBody, row, webhook);
		this.insertBody.executeUpdate();
		inserted(row);
		return row;
	}

	/** Sets the parameters of a statement that inserts a row. */
	protected static void setRow(PreparedStatement insert, StoredWebhook row) throws SQLException {
		int column = 0;
		insert.setLong(++column, row.seq());
		insert.setString(++column, row.id());
		insert.setString(++column, row.queue());
		insert.setInt(++column, row.bucket());
		insert.setString(++column, row.connectionKey());
		insert.setString(++column, ColumnText.write(row.type()));
		insert.setString(++column, ColumnText.write(row.connection()));
		insert.setString(++column, ColumnText.write(row.source()));
		insert.setString(++column, ColumnText.write(row.environment()));
		insert.setString(++column, row.signature());
		insert.setInt(++column, row.size());
		insert.setLong(++column, row.firstReceivedAt());
		insert.setLong(++column, row.receivedAt());
		insert.setLong(++column, row.dueAt());
	}

	/** Sets the parameters of a statement that inserts a body. */
	protected static void setBody(PreparedStatement insert, StoredWebhook row, NewWebhook webhook) throws SQLException {
		insert.setLong(1, row.seq());
		insert.setBytes(2, webhook.body());
	}

	/** Must be called after a row was inserted. */
	protected final void inserted(StoredWebhook row) throws SQLException {
		if (Webhook.endsConnection(row.type())) {
			this.timeline.ended(row);
		}
		afterCommit(() -> this.counts.addWaiting(row.queue(), 1));
	}

	/**
	 * Executes an update with the parameters that are set, now or before the commit.
	 * @param updated is told the number of rows
	 */
	protected void execute(PreparedStatement update, Updated updated) throws SQLException {
		updated.rows(update.executeUpdate());
	}

	@Override
	public void settle(StoredWebhook webhook, Outcome outcome, long now, Consumer<Boolean> written)
			throws SQLException {
		if (outcome instanceof Outcome.Finished finished) {
			finish(webhook, finished, now, written);
		}
		else if (outcome instanceof Outcome.Retried retried) {
			retry(webhook, retried, now, written);
		}
		else if (outcome instanceof Outcome.DeadLettered deadLettered) {
			deadLetter(webhook, known(deadLettered.failure()), now, written);
		}
		else if (outcome instanceof Outcome.GivenBack givenBack) {
			this.giveBack.setLong(1, now + givenBack.delayMs());
			this.giveBack.setLong(2, givenBack.delayMs());
			setUnchanged(this.giveBack, 3, webhook);
			execute(this.giveBack, (rows) -> written.accept(rows == 1));
		}
		else {
			this.takeNoteBack.setLong(1, webhook.seq());
			execute(this.takeNoteBack, (rows) -> written.accept(rows == 1));
		}
	}

	private static void setUnchanged(PreparedStatement update, int first, StoredWebhook webhook) throws SQLException {
		int column = first;
		update.setLong(column++, webhook.seq());
		update.setString(column++, webhook.id());
		update.setInt(column++, webhook.attempts());
		update.setInt(column++, webhook.giveBacks());
		update.setInt(column, webhook.replays());
	}

	/** Writes that a webhook is finished, and deletes its body unless it is kept. */
	protected void finish(StoredWebhook webhook, Outcome.Finished finished, long now, Consumer<Boolean> written)
			throws SQLException {
		this.finish.setString(1, finished.state());
		this.finish.setLong(2, now);
		this.finish.setString(3, ColumnText.write(finished.requestId()));
		this.finish.setLong(4, webhook.seq());
		this.finish.setString(5, webhook.id());
		this.finish.setInt(6, webhook.replays());
		execute(this.finish, (rows) -> {
			written.accept(rows == 1);
			if (rows == 1) {
				deleteBody(webhook);
				finished(webhook, finished, now);
			}
		});
	}

	private void deleteBody(StoredWebhook webhook) throws SQLException {
		if (!this.keepsBodies) {
			this.deleteBody.setLong(1, webhook.seq());
			execute(this.deleteBody, (bodies) -> {
				// It may be gone.
			});
		}
	}

	/** Must be called after a webhook was finished. */
	protected final void finished(StoredWebhook webhook, Outcome.Finished finished, long now) throws SQLException {
		if (finished.state().equals(Outcome.SYNCED)) {
			this.timeline.synced(webhook, now);
		}
		else {
			afterCommit(() -> this.counts.addDelivered(1));
		}
		for (StoredWebhook covered : finished.covered()) {
			cover(covered, webhook, finished.requestId(), now);
		}
		countFinished(webhook);
	}

	private void cover(StoredWebhook covered, StoredWebhook by, String requestId, long now) throws SQLException {
		this.cover.setLong(1, now);
		this.cover.setString(2, ColumnText.write(requestId));
		this.cover.setString(3,
				"Webhook " + by.id() + " has the same content and was synced by a call that began later.");
		this.cover.setLong(4, covered.seq());
		this.cover.setString(5, covered.id());
		this.cover.setString(6, by.signature());
		this.cover.setInt(7, covered.replays());
		execute(this.cover, (rows) -> {
			if (rows == 1) {
				deleteBody(covered);
				this.timeline.synced(covered, now);
				countCovered(covered, by);
			}
		});
	}

	private void countCovered(StoredWebhook covered, StoredWebhook by) {
		countFinished(covered);
		afterCommit(() -> {
			this.counts.addCovered(1);
			WebhookIdInLog.about(covered.id(), () -> LOG.info(
					"Covered {} by webhook {}, which has the same content and was synced by a call that began later",
					covered.attempt(), by.id()));
		});
	}

	private void countFinished(StoredWebhook webhook) {
		afterCommit(() -> {
			this.counts.addWaiting(webhook.queue(), -1);
			this.counts.addHistory(1);
		});
	}

	private void retry(StoredWebhook webhook, Outcome.Retried retried, long now, Consumer<Boolean> written)
			throws SQLException {
		long delay = retried.retry().delay().toMillis();
		this.retry.setLong(1, now + delay);
		this.retry.setLong(2, delay);
		this.retry.setLong(3, retried.retry().counts() ? delay : 0);
		this.retry.setInt(4, retried.retry().step() ? 1 : 0);
		int next = set(this.retry, 5, retried.failure());
		setUnchanged(this.retry, next, webhook);
		execute(this.retry, (rows) -> {
			written.accept(rows == 1);
			if (rows == 1) {
				this.timeline.retried(webhook, retried.failure(), now, now + delay);
			}
		});
	}

	private static Failure known(Failure failure) {
		if (failure != null && failure.failureClass() != null) {
			return failure;
		}
		return new Failure(UNEXPECTED, null, null, null, (failure != null) ? failure.reason() : null);
	}

	private void deadLetter(StoredWebhook webhook, Failure failure, long now, Consumer<Boolean> written)
			throws SQLException {
		this.deadLetter.setLong(1, now);
		this.deadLetter.setString(2, failure.causeKey(webhook.source()));
		int next = set(this.deadLetter, 3, failure);
		setUnchanged(this.deadLetter, next, webhook);
		execute(this.deadLetter, (rows) -> {
			written.accept(rows == 1);
			if (rows == 1) {
				this.timeline.deadLettered(webhook, failure, now);
				afterCommit(() -> {
					this.counts.addWaiting(webhook.queue(), -1);
					this.counts.deadLettered(failure.failureClass(), 1);
				});
			}
		});
	}

	/**
	 * Sets the columns of a failure, starting at that parameter; returns the next
	 * parameter.
	 */
	static int set(PreparedStatement statement, int first, Failure failure) throws SQLException {
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

	/** Is told the number of rows that an update has changed. */
	@FunctionalInterface
	protected interface Updated {

		void rows(int rows) throws SQLException;

	}

}
