package dev.fusesync.waiting;

import java.util.List;

import dev.fusesync.decisions.Decision;
import dev.fusesync.decisions.DecisionTarget;
import dev.fusesync.decisions.ManyDecision;
import dev.fusesync.management.Parameters;
import dev.fusesync.webhook.Shown;
import dev.fusesync.webhook.WebhookIdInLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/** Retries many waiting webhooks now, and gives many up. */
@Component
class WaitingTarget implements DecisionTarget<Chosen> {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.waiting");

	private final WaitingQueries queries;

	private final WaitingChangeQueries changes;

	WaitingTarget(WaitingQueries queries, WaitingChangeQueries changes) {
		this.queries = queries;
		this.changes = changes;
	}

	/**
	 * Creates a decision from the parameters of a request.
	 * @throws org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException
	 * with a sentence if the action is neither, or who gives up has no reason
	 */
	static Decision decision(String action, String reason, String by) {
		if (!Decision.RETRY.equals(action) && !Decision.GIVE_UP.equals(action)) {
			throw Parameters.wrong("The action is retry or give-up; to stop the one that is running, use deadletters");
		}
		if (action.equals(Decision.GIVE_UP) && (reason == null || reason.isBlank())) {
			throw Parameters.wrong("To give up needs a reason, for the log");
		}
		return new Decision(action, reason, by);
	}

	/** Logs that a decision was applied. */
	static void log(Decision decision, Waiting webhook) {
		boolean giveUp = decision.action().equals(Decision.GIVE_UP);
		String why = (decision.reason() != null) ? decision.reason() : webhook.reason();
		WebhookIdInLog.about(webhook.id(),
				() -> LOG.info("{} {} of connection {}: {} (by {})", giveUp ? "Gave up" : "Retry now of",
						Shown.of(webhook.type()), Shown.of(webhook.connection()), Shown.of(why),
						Shown.of(decision.by())));
	}

	@Override
	public String name() {
		return "waiting";
	}

	@Override
	public String plural(ManyDecision many) {
		return "waiting webhooks";
	}

	@Override
	public boolean isPaced(String action) {
		return action.equals(Decision.RETRY);
	}

	@Override
	public List<Chosen> next(ManyDecision many, int rows) {
		return this.queries.next(many, rows);
	}

	@Override
	public int carryOut(ManyDecision many, List<Chosen> next) {
		List<Waiting> done = this.changes.carryOut(many, next);
		done.forEach((webhook) -> log(many.decision(), webhook));
		return done.size();
	}

}
