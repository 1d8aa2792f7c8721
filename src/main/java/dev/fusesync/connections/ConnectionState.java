package dev.fusesync.connections;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.fusesync.management.Parameters;

/** The state of a connection. If several apply, it is the first of them. */
enum ConnectionState {

	/** A webhook waits for a person, and no newer one has been synced since. */
	DEAD_LETTERED("dead-lettered"),
	/** A webhook waits to be synced or delivered. */
	WAITING("waiting"),
	/** Fuse said that it is disconnected or finished. */
	ENDED("ended"),
	/** Synced, and nothing is left to do. */
	SYNCED("synced"),
	/** Its newest webhook was discarded, and none was ever synced. */
	DISCARDED("discarded"),
	/** Known, but never synced. */
	RECEIVED("received");

	/** Those by which the list can be filtered. */
	private static final List<ConnectionState> LISTED = List.of(WAITING, DEAD_LETTERED, SYNCED, ENDED);

	private final String value;

	ConnectionState(String value) {
		this.value = value;
	}

	@JsonValue
	String value() {
		return this.value;
	}

	/** Parses the filter of the list; null for null. */
	static ConnectionState listed(String value) {
		if (value == null) {
			return null;
		}
		return LISTED.stream()
			.filter((state) -> state.value.equals(value))
			.findFirst()
			.orElseThrow(() -> Parameters.wrong(
					"The state is one of " + String.join(", ", LISTED.stream().map(ConnectionState::value).toList())));
	}

}
