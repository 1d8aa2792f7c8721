package dev.fusesync.bench.floor;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A table in SQLite with what one webhook needs: its row with two indexes, its body, its
 * outcome. One thread writes what has come together, in one transaction with one fsync.
 */
final class FloorStore implements Runnable {

	private static final int BATCH = 256;

	private final BlockingQueue<Write> writes = new LinkedBlockingQueue<>(10_000);

	private final Connection connection;

	private final PreparedStatement row;

	private final PreparedStatement body;

	private final PreparedStatement outcome;

	FloorStore(String file) throws SQLException {
		this.connection = DriverManager.getConnection("jdbc:sqlite:" + file);
		try (Statement statement = this.connection.createStatement()) {
			statement.execute("PRAGMA journal_mode=WAL");
			statement.execute("PRAGMA synchronous=FULL");
			statement.execute("PRAGMA wal_autocheckpoint=250");
			statement.execute("CREATE TABLE webhook (id INTEGER PRIMARY KEY, connection TEXT, type TEXT, "
					+ "received INTEGER, due INTEGER, state INTEGER)");
			statement.execute("CREATE INDEX waiting ON webhook (due) WHERE state = 0");
			statement.execute("CREATE INDEX connection ON webhook (connection, id)");
			statement.execute("CREATE TABLE body (id INTEGER PRIMARY KEY, signature TEXT, bytes BLOB)");
		}
		this.connection.setAutoCommit(false);
		this.row = this.connection.prepareStatement("INSERT INTO webhook VALUES (?, ?, ?, ?, ?, 0)");
		this.body = this.connection.prepareStatement("INSERT INTO body VALUES (?, ?, ?)");
		this.outcome = this.connection.prepareStatement("UPDATE webhook SET state = 1 WHERE id = ?");
		Thread writer = new Thread(this, "writer");
		writer.setDaemon(true);
		writer.start();
	}

	/** Completes once it is on disk. */
	CompletableFuture<Void> insert(FloorWebhook webhook) throws InterruptedException {
		return write(webhook, true);
	}

	void synced(FloorWebhook webhook) throws InterruptedException {
		write(webhook, false);
	}

	private CompletableFuture<Void> write(FloorWebhook webhook, boolean insert) throws InterruptedException {
		Write write = new Write(webhook, insert, new CompletableFuture<>());
		this.writes.put(write);
		return write.done;
	}

	@Override
	public void run() {
		List<Write> batch = new ArrayList<>(BATCH);
		try {
			while (true) {
				batch.add(this.writes.take());
				this.writes.drainTo(batch, BATCH - 1);
				for (Write write : batch) {
					execute(write);
				}
				this.connection.commit();
				batch.forEach((write) -> write.done.complete(null));
				batch.clear();
			}
		}
		catch (SQLException | InterruptedException ex) {
			ex.printStackTrace();
			Runtime.getRuntime().halt(1);
		}
	}

	private void execute(Write write) throws SQLException {
		FloorWebhook webhook = write.webhook;
		if (!write.insert) {
			this.outcome.setLong(1, webhook.id());
			this.outcome.executeUpdate();
			return;
		}
		long now = System.currentTimeMillis();
		this.row.setLong(1, webhook.id());
		this.row.setString(2, webhook.connection());
		this.row.setString(3, webhook.type());
		this.row.setLong(4, now);
		this.row.setLong(5, now);
		this.row.executeUpdate();
		this.body.setLong(1, webhook.id());
		this.body.setString(2, webhook.signature());
		this.body.setBytes(3, webhook.body());
		this.body.executeUpdate();
	}

	private record Write(FloorWebhook webhook, boolean insert, CompletableFuture<Void> done) {
	}

}
