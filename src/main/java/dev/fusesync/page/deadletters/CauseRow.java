package dev.fusesync.page.deadletters;

import java.util.Map;

import dev.fusesync.page.parts.Fields;
import dev.fusesync.page.parts.Times.Moment;

/**
 * Dead letters with the same failure class, code and source.
 *
 * @param count how many there are; with a plus if the endpoint stopped counting
 * @param superseded how many of them ask for nobody; null if none
 * @param reason why the newest one became a dead letter
 * @param href the list of them; the page of the only one
 * @param replay the dialog that replays them
 * @param discard the dialog that discards them
 */
record CauseRow(String count, String superseded, String failureClass, String code, String source, String reason,
		Moment first, Moment last, String href, String replay, String discard) {

	static CauseRow of(Fields cause) {
		Map<String, String> which = Map.of(Criteria.CAUSE, cause.raw("cause"));
		return new CauseRow(cause.count("count"), (cause.number("superseded") > 0) ? cause.text("superseded") : null,
				cause.text("class"), cause.text("code"), cause.text("source"), cause.text("reason"),
				cause.time("first"), cause.time("last"), cause.causeLink(), DeadLettersPage.decide(which, "replay"),
				DeadLettersPage.decide(which, "discard"));
	}

}
