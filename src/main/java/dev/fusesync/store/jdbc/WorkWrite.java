package dev.fusesync.store.jdbc;

import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;

import dev.fusesync.store.Store.Work;
import dev.fusesync.store.WriteSession;

/**
 * Runs statements of a caller of {@link Store#write}, such as a decision about dead
 * letters.
 */
final class WorkWrite<T> extends Write {

	private static final long WEIGHT = 1_024;

	private final CompletableFuture<T> done = new CompletableFuture<>();

	private final Work<T> work;

	private T result;

	WorkWrite(Work<T> work) {
		this.work = work;
	}

	CompletableFuture<T> done() {
		return this.done;
	}

	@Override
	long weight() {
		return WEIGHT;
	}

	@Override
	void apply(WriteSession session, long now) throws SQLException {
		this.result = this.work.run(session);
	}

	@Override
	void committed() {
		this.done.complete(this.result);
	}

	@Override
	void failed(Exception failure) {
		this.done.completeExceptionally(failure);
	}

}
