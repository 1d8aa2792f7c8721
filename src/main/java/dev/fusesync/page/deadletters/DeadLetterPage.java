package dev.fusesync.page.deadletters;

import java.util.List;
import java.util.Map;

import dev.fusesync.page.Answer;
import dev.fusesync.page.Asked;
import dev.fusesync.page.Operations;
import dev.fusesync.page.Page;
import dev.fusesync.page.documents.Advice;
import dev.fusesync.page.parts.Fields;
import dev.fusesync.page.parts.Link;
import dev.fusesync.page.parts.Times.Moment;
import dev.fusesync.webhook.Shown;

import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Shows one dead letter, or a kept webhook. */
@Component
@Lazy
class DeadLetterPage implements Page {

	private final Operations operations;

	private final Advice advice;

	DeadLetterPage(Operations operations, Advice advice) {
		this.operations = operations;
		this.advice = advice;
	}

	@Override
	public String path() {
		return "dead-letter";
	}

	@Override
	public Answer get(Asked asked) {
		String id = asked.need("id");
		Fields one = new Fields(this.operations.read(asked, "deadletters", asked.allBut("done")), asked.times());
		boolean unmasked = "true".equals(asked.get("unmasked"));
		Map<String, String> which = Map.of("id", id);
		List<Html> advice = this.advice.about(one.raw("class")).map(Html::new).stream().toList();
		return Answer.page("dead-letter", "Dead letter",
				new View(Facts.of(one), DeadLettersPage.replayMayDo(one), advice,
						one.list("history").stream().map(Step::of).toList(),
						one.entries("headers").stream().map(Header::of).toList(), Body.of(one.json().path("body")),
						unmasked, Link.to(path()).with(which).with("unmasked", unmasked ? null : "true").toString(),
						DeadLettersPage.decide(which, "replay"), DeadLettersPage.decide(which, "discard")));
	}

	/** The page. */
	private record View(Facts facts, boolean replayMayDo, List<Html> advice, List<Step> history, List<Header> headers,
			String body, boolean unmasked, String mask, String replay, String discard) {

		boolean hasHistory() {
			return !this.history.isEmpty();
		}

		boolean hasHeaders() {
			return !this.headers.isEmpty();
		}

	}

	/** HTML of a document. */
	private record Html(String html) {

	}

	/** A header that came with the webhook. */
	private record Header(String name, String value) {

		static Header of(Map.Entry<String, Fields> header) {
			return new Header(Shown.of(header.getKey()), Shown.of(header.getValue().json().asText()));
		}

	}

	/** What happened to the webhook. */
	private record Step(Moment at, String event, String attempt, String reason, String requestId, String by,
			Moment due) {

		static Step of(Fields event) {
			return new Step(event.time("at"), event.text("event"), event.text("attempt"), event.text("reason"),
					event.text("requestId"), event.text("by"), event.time("due"));
		}

	}

	/** What is known of it. */
	private record Facts(String id, String type, String connection, String connectionLink, String source,
			String environment, Moment received, Moment firstReceived, Moment dead, String state, Moment finished,
			String attempts, long replays, String failureClass, String status, String code, String requestId,
			String reason, String hint, Moment superseded, String others) {

		static Facts of(Fields one) {
			return new Facts(one.text("id"), one.text("type"), one.text("connection"), one.connectionLink(),
					one.text("source"), one.text("environment"), one.time("received"), one.time("firstReceived"),
					one.time("dead"), one.text("state"), one.time("finished"), one.text("attempts"),
					one.number("replays"), one.text("class"), one.text("status"), one.text("code"),
					one.text("requestId"), one.text("reason"), one.text("hint"), one.time("superseded"),
					Link.to("dead-letters")
						.with("failureClass", one.raw("class"))
						.with("code", Link.canHave(one.raw("code")) ? one.raw("code") : null)
						.with("source", Link.canHave(one.raw("source")) ? one.raw("source") : null)
						.toString());
		}

		boolean isDead() {
			return this.state == null;
		}

		boolean wasReplayed() {
			return this.replays > 0;
		}

	}

}
