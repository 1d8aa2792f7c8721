package dev.fusesync.connections;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The present state of a connection. Unknown values are null and not shown.
 *
 * @param connection Fuse's id of the connection; in a list, "(65536 characters)" for one
 * that is too long to be listed
 * @param synced when it was last synced
 * @param ended when Fuse said that it is disconnected or finished
 * @param waiting number of webhooks that wait to be synced or delivered, up to a limit
 * @param deadLetters number of dead letters that wait for a person, among the newest ones
 * @param discarded whether its newest webhook was discarded
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ConnectionStatus(String connection, String source, String environment, Instant synced, Instant ended,
		int waiting, int deadLetters, @JsonIgnore boolean discarded) {

	@JsonProperty
	ConnectionState state() {
		if (this.deadLetters > 0) {
			return ConnectionState.DEAD_LETTERED;
		}
		if (this.waiting > 0) {
			return ConnectionState.WAITING;
		}
		if (this.ended != null) {
			return ConnectionState.ENDED;
		}
		if (this.synced != null) {
			return ConnectionState.SYNCED;
		}
		return this.discarded ? ConnectionState.DISCARDED : ConnectionState.RECEIVED;
	}

	/** Returns a copy with the exact id. */
	ConnectionStatus of(String id) {
		return new ConnectionStatus(id, this.source, this.environment, this.synced, this.ended, this.waiting,
				this.deadLetters, this.discarded);
	}

}
