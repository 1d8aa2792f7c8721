package dev.fusesync.connections;

import java.util.TreeMap;

import dev.fusesync.connections.again.SyncAgain;
import dev.fusesync.management.Parameters;

import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.jmx.annotation.EndpointJmxExtension;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;

/**
 * Connections over JMX, with a form for each operation in Hawtio. JMX has no login, so
 * decisions are attributed to "JMX".
 */
@Component
@EndpointJmxExtension(endpoint = ConnectionsEndpoint.class)
class ConnectionsOverJmx {

	private static final String BY = "JMX";

	private static final Parameters NONE = new Parameters(new TreeMap<>());

	private final ConnectionsEndpoint connections;

	ConnectionsOverJmx(ConnectionsEndpoint connections) {
		this.connections = connections;
	}

	/** Returns a page of matching connections. */
	@ReadOperation
	ConnectionPage list(@Nullable String state, @Nullable String source, @Nullable String staleSince,
			@Nullable String limit, @Nullable String after) {
		return this.connections
			.list(page(limit, after).with("state", state).with("source", source).with("staleSince", staleSince));
	}

	/** Returns the timeline of one connection, the newest event first. */
	@ReadOperation
	Timeline show(String id, @Nullable String limit, @Nullable String after) {
		return this.connections.show(id, page(limit, after));
	}

	/** Sends the newest synced webhook of one connection again whose body is kept. */
	@WriteOperation
	SyncAgain.Sent syncAgain(String id, @Nullable String reason) {
		return this.connections.syncAgain(id, reason, false, BY);
	}

	/** Erases one connection; only counts unless dryRun is false. */
	@WriteOperation
	ConnectionsEndpoint.Receipt erase(String id, @Nullable String reason, @Nullable String dryRun) {
		return this.connections.erase(id, reason, NONE.with("dryRun", dryRun).flag("dryRun", true), BY);
	}

	private static Parameters page(String limit, String after) {
		return NONE.with("limit", limit).with("after", after);
	}

}
