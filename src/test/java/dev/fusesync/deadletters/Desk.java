package dev.fusesync.deadletters;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

import dev.fusesync.deadletters.causes.CauseQueries;
import dev.fusesync.decisions.Decision;
import dev.fusesync.decisions.DecisionQueries;
import dev.fusesync.decisions.DecisionRun;
import dev.fusesync.decisions.DecisionSettings;
import dev.fusesync.support.StoredWebhooks;

import static dev.fusesync.support.EndpointParameters.asked;

/** All of this package's classes that a person decides with, on a store of its own. */
final class Desk implements AutoCloseable {

	final StoredWebhooks webhooks;

	final DeadLetterQueries queries;

	final DecisionQueries decisions;

	final DeadLetterTarget target;

	final DecisionRun run;

	final DeadLettersEndpoint endpoint;

	Desk(Path directory) throws SQLException {
		this(directory, 1000);
	}

	Desk(Path directory, int replayRate) throws SQLException {
		this(new StoredWebhooks(directory), replayRate);
	}

	/** Bodies are kept for that long. */
	static Desk keeping(Path directory, Duration bodies) throws SQLException {
		return new Desk(new StoredWebhooks(directory, bodies), 1000);
	}

	private Desk(StoredWebhooks webhooks, int replayRate) {
		this.webhooks = webhooks;
		this.queries = new DeadLetterQueries(this.webhooks.store(), this.webhooks.clock());
		this.decisions = new DecisionQueries(this.webhooks.store(), this.webhooks.clock());
		this.target = new DeadLetterTarget(this.queries);
		this.run = new DecisionRun(this.decisions, List.of(this.target), this.webhooks.store(),
				new DecisionSettings(replayRate));
		this.endpoint = new DeadLettersEndpoint(this.queries, new CauseQueries(this.webhooks.store()), this.decisions,
				this.run, this.target);
	}

	static Decision replay() {
		return DeadLetterTarget.decision("replay", null, "alice");
	}

	static Decision discard() {
		return DeadLetterTarget.decision("discard", "The customer left", "alice");
	}

	DeadLetterPage list(String... values) {
		return this.endpoint.list(asked(values));
	}

	/** How many dead letters the counts know of. */
	long counted() {
		return this.webhooks.store().counts().deadLetters().values().stream().mapToLong(Long::longValue).sum();
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
