package dev.fusesync.connections;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import dev.fusesync.connections.again.SyncAgain;
import dev.fusesync.deadletters.KeptWebhookQueries;
import dev.fusesync.management.Parameters;
import dev.fusesync.store.Failure;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.Queues;
import dev.fusesync.store.Retry;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.support.StoredWebhooks;
import dev.fusesync.webhook.Webhook;
import dev.fusesync.webhook.WebhookId;

import static dev.fusesync.support.EndpointParameters.asked;

/** The endpoint on a store of its own, and webhooks for its stories. */
final class Questions implements AutoCloseable {

	static final Failure BUSY = new Failure("transient", 503, "server_error", "req-503", "Fuse answered 503.");

	final StoredWebhooks webhooks;

	final ErasureQueries erasures;

	final ConnectionQueries queries;

	final ConnectionsEndpoint endpoint;

	Questions(Path directory) throws SQLException {
		this(new StoredWebhooks(directory));
	}

	Questions(StoredWebhooks webhooks) {
		this(webhooks, Duration.ZERO);
	}

	private Questions(StoredWebhooks webhooks, Duration keepBodies) {
		this.webhooks = webhooks;
		this.erasures = new ErasureQueries(webhooks.store());
		this.queries = new ConnectionQueries(webhooks.store(), new KeyQueries(webhooks.store()));
		this.endpoint = new ConnectionsEndpoint(this.queries,
				new TimelineQueries(webhooks.store(), this.queries, new SummaryQueries(webhooks.store())),
				this.erasures,
				new SyncAgain(new KeptWebhookQueries(webhooks.store(), webhooks.clock()), keepBodies, webhooks.clock()),
				webhooks.store());
	}

	/** Bodies are kept for that long. */
	static Questions keeping(Path directory, Duration bodies) throws SQLException {
		return new Questions(new StoredWebhooks(directory, bodies), bodies);
	}

	/** A webhook of any type, which waits. */
	StoredWebhook add(String connection, String type, String source) {
		Instant now = this.webhooks.clock().instant();
		return StoredWebhooks.add(this.webhooks.store(),
				new Webhook(WebhookId.next(now.toEpochMilli()), type, connection, source, "sandbox", now, 0),
				type.endsWith("sync_data") ? Queues.INBOX : Queues.OTHER_EVENTS, StoredWebhooks.body("x"));
	}

	void settle(StoredWebhook webhook, Outcome outcome) {
		this.webhooks.store().settleAndWait(webhook, outcome, () -> {
		});
	}

	/** The row as it is now is settled. */
	void settleNow(StoredWebhook webhook, Outcome outcome) {
		settle(StoredWebhooks.row(this.webhooks.store(), webhook.id()), outcome);
	}

	StoredWebhook synced(String connection) {
		StoredWebhook webhook = this.webhooks.add(connection);
		settle(webhook, new Outcome.Finished(Outcome.SYNCED, "req-200"));
		return webhook;
	}

	void retry(StoredWebhook webhook, Duration delay) {
		settleNow(webhook, new Outcome.Retried(new Retry(delay, true, true), BUSY));
	}

	Timeline show(String id, String... page) {
		return this.endpoint.show(id, asked(page));
	}

	ConnectionPage list(String... values) {
		return this.endpoint.list(asked(values));
	}

	/** Follows the pages to the last one. */
	List<String> listAll(String... values) {
		List<String> found = new ArrayList<>();
		Parameters asked = asked(values);
		ConnectionPage page;
		do {
			page = this.endpoint.list(asked);
			page.entries().stream().map(ConnectionStatus::connection).forEach(found::add);
			asked = asked.with("after", page.next());
		}
		while (page.next() != null);
		return found;
	}

	@Override
	public void close() throws IOException {
		this.webhooks.close();
	}

}
