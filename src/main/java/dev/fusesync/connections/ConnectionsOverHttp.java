package dev.fusesync.connections;

import java.util.List;

import dev.fusesync.connections.again.SyncAgain;
import dev.fusesync.management.Parameters;

import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.stereotype.Component;

/**
 * Connections over HTTP, on the management port. The parameter {@code id} selects one; it
 * is not in the path, as it may contain anything.
 */
@Component
@EndpointWebExtension(endpoint = ConnectionsEndpoint.class)
class ConnectionsOverHttp {

	private final ConnectionsEndpoint connections;

	ConnectionsOverHttp(ConnectionsEndpoint connections) {
		this.connections = connections;
	}

	/** Returns the timeline of one connection or, without an id, a page of matches. */
	@ReadOperation
	Object get(Parameters asked) {
		asked.only(List.of("id", "state", "source", "staleSince", "limit", "after"));
		String id = asked.get("id");
		if (id == null) {
			return this.connections.list(asked);
		}
		if (asked.hasAny(ConnectionFilter.NAMES)) {
			throw Parameters.wrong("A connection is shown by its id, without a filter");
		}
		return this.connections.show(id, asked);
	}

	/**
	 * Syncs one connection again, or erases it; an erasure only counts unless dryRun is
	 * false.
	 */
	@WriteOperation
	Object decide(SecurityContext login, Parameters asked) {
		asked.only(List.of("action", "id", "reason", "dryRun"));
		String action = asked.get("action");
		if (!"erase".equals(action) && !SyncAgain.ACTION.equals(action) || asked.get("id") == null) {
			throw Parameters.wrong("The action is erase or sync-again, and id says of which connection");
		}
		String by = Parameters.by(login);
		if (action.equals(SyncAgain.ACTION)) {
			return this.connections.syncAgain(asked.get("id"), asked.get("reason"), asked.flag("dryRun", false), by);
		}
		return this.connections.erase(asked.get("id"), asked.get("reason"), asked.flag("dryRun", true), by);
	}

}
