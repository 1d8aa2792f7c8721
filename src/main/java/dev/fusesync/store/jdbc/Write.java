package dev.fusesync.store.jdbc;

import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicReference;

import dev.fusesync.store.WriteSession;

/** Something to be written by the {@link Writer}, in one transaction with others. */
abstract class Write {

	private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);

	/** What it takes in memory until it is written, in bytes. */
	abstract long weight();

	/** May run more than once, each time in another transaction. */
	abstract void apply(WriteSession session, long now) throws SQLException;

	/** It is on disk. Must not block. */
	abstract void committed();

	/** Its transaction failed; it may be tried again. Must not block. */
	void undone() {
	}

	/** It is not written, and never will be. Must not block. */
	abstract void failed(Exception failure);

	/** Whether it is repeated until it is written. */
	boolean isRepeated() {
		return false;
	}

	/** Whether the writer may write it; from then on it cannot be cancelled. */
	final boolean take() {
		return this.state.compareAndSet(State.QUEUED, State.TAKEN) || this.state.get() == State.TAKEN;
	}

	/** Whether it will not be written now. */
	final boolean cancel() {
		return this.state.compareAndSet(State.QUEUED, State.CANCELLED);
	}

	private enum State {

		QUEUED, TAKEN, CANCELLED

	}

}
