package dev.fusesync.store.jdbc;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;

import dev.fusesync.store.Dialect.Fault;
import dev.fusesync.store.WriteSession;

/** A write that the {@link Writer} executes in one transaction with others. */
abstract class Write {

	private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);

	/** Memory it takes until it is written, in bytes. */
	abstract long weight();

	/** Executes the write. May run more than once, each time in another transaction. */
	abstract void apply(WriteSession session, long now) throws SQLException;

	/** Called when it is on disk. Must not block. */
	abstract void committed();

	/** Called when its transaction failed; it may be tried again. Must not block. */
	void undone() {
	}

	/** Called when it will never be written. Must not block. */
	abstract void failed(Exception failure);

	/** Whether it is repeated after such a fault. */
	boolean isRepeated(Fault fault) {
		return false;
	}

	/** Whether it is queued however many others are. */
	boolean isEssential() {
		return false;
	}

	/**
	 * Marks the write as started, after which it cannot be cancelled; false if it was
	 * cancelled before.
	 */
	final boolean take() {
		return this.state.compareAndSet(State.QUEUED, State.TAKEN) || this.state.get() == State.TAKEN;
	}

	/** Cancels the write; false if it was started before. */
	final boolean cancel() {
		return this.state.compareAndSet(State.QUEUED, State.CANCELLED);
	}

	private enum State {

		QUEUED, TAKEN, CANCELLED

	}

}
