package dev.fusesync.waiting;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import dev.fusesync.decisions.Decision;
import dev.fusesync.decisions.DecisionAnswer;
import dev.fusesync.decisions.DecisionQueries;
import dev.fusesync.decisions.DecisionRun;
import dev.fusesync.decisions.DecisionSettings;
import dev.fusesync.decisions.ManyDecision;
import dev.fusesync.management.Parameters;
import dev.fusesync.support.StoredWebhooks;

import static dev.fusesync.support.EndpointParameters.asked;

/** All of this package's classes that a person decides with, on a store of its own. */
final class WaitingDesk implements AutoCloseable {

	final StoredWebhooks webhooks;

	final WaitingQueries queries;

	final WaitingChangeQueries changes;

	final DecisionQueries decisions;

	final WaitingTarget target;

	final DecisionRun run;

	final WaitingEndpoint endpoint;

	WaitingDesk(Path directory) throws SQLException {
		this(new StoredWebhooks(directory), 1_000);
	}

	WaitingDesk(StoredWebhooks webhooks, int rate) {
		this.webhooks = webhooks;
		this.queries = new WaitingQueries(webhooks.store(),
				new WaitingScanQueries(webhooks.store(), webhooks.dialect()), webhooks.clock());
		this.changes = new WaitingChangeQueries(webhooks.store(), webhooks.clock());
		this.decisions = new DecisionQueries(webhooks.store(), webhooks.clock());
		this.target = new WaitingTarget(this.queries, this.changes);
		this.run = new DecisionRun(this.decisions, List.of(this.target), webhooks.store(), new DecisionSettings(rate));
		this.endpoint = new WaitingEndpoint(this.queries, this.changes, this.run, this.target);
	}

	static Decision retry() {
		return WaitingTarget.decision("retry", null, "anna");
	}

	static Decision giveUp() {
		return WaitingTarget.decision("give-up", "The bank is closed for good", "anna");
	}

	/** Connections of all pages of that size. */
	List<String> list(int limit, String... filter) {
		List<String> found = new ArrayList<>();
		Parameters asked = asked(filter).with("limit", String.valueOf(limit));
		WaitingPage page;
		do {
			page = this.endpoint.list(asked);
			page.entries().stream().map(Waiting::connection).forEach(found::add);
			asked = asked.with("after", page.next());
		}
		while (page.next() != null);
		return found;
	}

	DecisionAnswer decide(Decision decision, String... filter) {
		return this.endpoint.decideMany(asked(filter).with("dryRun", "false"), decision);
	}

	ManyDecision last() {
		return this.decisions.last().get(0);
	}

	boolean isIdle() {
		return this.decisions.running().isEmpty();
	}

	/** Ends the thread and closes the store; what is noted stays. */
	@Override
	public void close() throws IOException {
		try {
			this.run.destroy();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		this.webhooks.close();
	}

}
