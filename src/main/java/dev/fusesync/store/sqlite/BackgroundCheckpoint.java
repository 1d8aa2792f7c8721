package dev.fusesync.store.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Moves pages from the write-ahead log to the database file in a thread of its own, so
 * that commits need not wait for it. A commit in the meantime adds pages that it does not
 * move; the log begins again only after the writer has moved those, between two
 * transactions.
 */
final class BackgroundCheckpoint implements AutoCloseable {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	/** Each moves what was committed during the last one; few pages are left after it. */
	private static final int PASSES = 3;

	private static final int PATIENCE_S = 30;

	private final Connection connection;

	private final PreparedStatement checkpoint;

	private final ExecutorService executor = Executors.newSingleThreadExecutor(BackgroundCheckpoint::thread);

	private volatile boolean running;

	private volatile SQLException failure;

	BackgroundCheckpoint(Connection connection) throws SQLException {
		this.connection = connection;
		this.checkpoint = connection.prepareStatement("PRAGMA wal_checkpoint(PASSIVE)");
	}

	private static Thread thread(Runnable task) {
		Thread thread = new Thread(task, "store-checkpoint");
		thread.setDaemon(true);
		return thread;
	}

	/**
	 * Whether it is at work.
	 * @throws SQLException if it failed: the disk is not to be relied upon, or is full
	 */
	boolean isRunning() throws SQLException {
		SQLException failed = this.failure;
		if (failed != null) {
			throw failed;
		}
		return this.running;
	}

	void begin() {
		this.running = true;
		this.executor.execute(this::run);
	}

	private void run() {
		try {
			boolean done = false;
			for (int pass = 0; pass < PASSES && !done; pass++) {
				done = moveAll();
			}
		}
		catch (SQLException ex) {
			this.failure = ex;
		}
		finally {
			this.running = false;
		}
	}

	/** Returns whether no page was left in the log. */
	private boolean moveAll() throws SQLException {
		try (ResultSet row = this.checkpoint.executeQuery()) {
			return LogState.of(row).left() == 0;
		}
	}

	@Override
	public void close() throws SQLException {
		this.executor.shutdown();
		try {
			if (!this.executor.awaitTermination(PATIENCE_S, TimeUnit.SECONDS)) {
				LOG.warn("The checkpoint in the background did not end within {} s", PATIENCE_S);
				return;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.connection.close();
	}

}
