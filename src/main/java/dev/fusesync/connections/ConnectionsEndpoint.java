package dev.fusesync.connections;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.fusesync.connections.ErasureQueries.Erased;
import dev.fusesync.connections.again.SyncAgain;
import dev.fusesync.management.Parameters;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Store;
import dev.fusesync.webhook.Shown;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * Shows what became of connections, syncs them again, and erases them, over HTTP by
 * {@link ConnectionsOverHttp} and over JMX by {@link ConnectionsOverJmx}. Responds with
 * 400 to an invalid request and 404 if nothing is known of the connection, each with a
 * sentence; over JMX these are exceptions with that sentence.
 */
@Component
@Endpoint(id = "connections")
class ConnectionsEndpoint {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.connection");

	private final ConnectionQueries connections;

	private final TimelineQueries timelines;

	private final ErasureQueries erasures;

	private final SyncAgain again;

	private final Store store;

	ConnectionsEndpoint(ConnectionQueries connections, TimelineQueries timelines, ErasureQueries erasures,
			SyncAgain again, Store store) {
		this.connections = connections;
		this.timelines = timelines;
		this.erasures = erasures;
		this.again = again;
		this.store = store;
	}

	/** Returns a page of matches. */
	ConnectionPage list(Parameters asked) {
		return this.connections.page(ConnectionFilter.of(asked, this.store.clock().instant()),
				ConnectionPage.Place.of(asked.get("after")), asked.limit());
	}

	/** Returns a page of the timeline of one connection. */
	Timeline show(String id, Parameters asked) {
		return this.timelines.timeline(id, Timeline.Place.of(asked.get("after")), asked.limit())
			.orElseThrow(ConnectionsEndpoint::unknown);
	}

	/**
	 * Sends the newest synced webhook of one connection again whose body is kept, or only
	 * says which one that would be.
	 */
	SyncAgain.Sent syncAgain(String id, String reason, boolean dryRun, String by) {
		if (this.connections.status(NewWebhook.connectionKey(id), 1).isEmpty()) {
			throw unknown();
		}
		return this.again.send(id, reason, dryRun, by);
	}

	/** Erases one connection, or counts what that would delete. */
	Receipt erase(String id, String reason, boolean dryRun, String by) {
		if (reason == null) {
			throw Parameters.wrong("An erasure needs a reason, for the log");
		}
		if (this.connections.status(NewWebhook.connectionKey(id), 1).isEmpty() && !this.erasures.isInDecision(id)) {
			throw unknown();
		}
		if (dryRun) {
			return new Receipt(true, this.erasures.count(id),
					"Nothing was done yet. Send it again with dryRun false to erase this.");
		}
		// Before the first row goes, since the program may end in between.
		LOG.info("Erasing connection {}: {} (by {})", Shown.of(id), Shown.of(reason), Shown.of(by));
		try {
			Erased erased = this.erasures.erase(id);
			LOG.info(
					"Erased connection {}: {} waiting webhooks, {} dead letters, {} finished ones, {} events: {} (by {})",
					Shown.of(id), erased.waiting(), erased.deadLetters(), erased.finished(), erased.events(),
					Shown.of(reason), Shown.of(by));
			return new Receipt(false, erased, "Backups and the log of the program still have it.");
		}
		catch (RuntimeException ex) {
			LOG.error("The erasure of connection {} is not complete: {}", Shown.of(id), ex.toString());
			throw new ResponseStatusException(HttpStatus.SERVICE_UNAVAILABLE,
					"The erasure is not complete, as the log says: send it again");
		}
	}

	private static ResponseStatusException unknown() {
		return new ResponseStatusException(HttpStatus.NOT_FOUND, "Nothing is known of such a connection");
	}

	/**
	 * Response to an erasure.
	 *
	 * @param dryRun whether it was only counted
	 */
	record Receipt(boolean dryRun, @JsonUnwrapped Erased erased, String message) {

	}

}
