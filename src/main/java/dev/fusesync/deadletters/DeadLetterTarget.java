package dev.fusesync.deadletters;

import java.util.List;

import dev.fusesync.deadletters.DeadLetterQueries.Chosen;
import dev.fusesync.decisions.Decision;
import dev.fusesync.decisions.DecisionTarget;
import dev.fusesync.decisions.ManyDecision;
import dev.fusesync.management.Parameters;
import dev.fusesync.webhook.Shown;
import dev.fusesync.webhook.WebhookIdInLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Replays and discards many dead letters, and many webhooks whose bodies are kept.
 */
@Component
class DeadLetterTarget implements DecisionTarget<Chosen> {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.dead-letter");

	private final DeadLetterQueries queries;

	DeadLetterTarget(DeadLetterQueries queries) {
		this.queries = queries;
	}

	/**
	 * Creates a decision from the parameters of a request.
	 * @throws org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException
	 * with a sentence if the action is neither, or a discard has no reason
	 */
	static Decision decision(String action, String reason, String by) {
		if (!Decision.REPLAY.equals(action) && !Decision.DISCARD.equals(action)) {
			throw Parameters.wrong("The action is replay or discard, or stop for the one that is running");
		}
		if (action.equals(Decision.DISCARD) && (reason == null || reason.isBlank())) {
			throw Parameters.wrong("A discard needs a reason, for the log");
		}
		return new Decision(action, reason, by);
	}

	/** Logs that a decision was applied. */
	static void log(Decision decision, DeadLetter deadLetter) {
		String why = (decision.reason() != null) ? decision.reason() : deadLetter.reason();
		WebhookIdInLog.about(deadLetter.id(),
				() -> LOG.info("{} {} {}, {} of connection {}: {} (by {})",
						decision.isDiscard() ? "Discarded" : "Replayed", deadLetter.singular(), deadLetter.id(),
						Shown.of(deadLetter.type()), Shown.of(deadLetter.connection()), Shown.of(why),
						Shown.of(decision.by())));
	}

	@Override
	public String name() {
		return "dead-letters";
	}

	@Override
	public String plural(ManyDecision many) {
		return many.filterAs(DeadLetterFilter.class).plural();
	}

	@Override
	public boolean isPaced(String action) {
		return action.equals(Decision.REPLAY);
	}

	@Override
	public List<Chosen> next(ManyDecision many, int rows) {
		return this.queries.next(many, rows);
	}

	@Override
	public int carryOut(ManyDecision many, List<Chosen> next) {
		List<DeadLetter> done = this.queries.carryOut(many, next);
		done.forEach((deadLetter) -> log(many.decision(), deadLetter));
		return done.size();
	}

}
