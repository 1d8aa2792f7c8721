package dev.fusesync.page.deadletters;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.fusesync.page.Answer;
import dev.fusesync.page.Asked;
import dev.fusesync.page.Operations;
import dev.fusesync.page.Page;
import dev.fusesync.page.documents.Advice;
import dev.fusesync.page.parts.Fields;
import dev.fusesync.page.parts.Filter;
import dev.fusesync.page.parts.Link;
import dev.fusesync.page.parts.Times;

import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Shows dead letters by cause or, with a filter, one by one. */
@Component
@Lazy
class DeadLettersPage implements Page {

	private static final String LIST = "list";

	/** Of these a replay alone changes nothing. */
	private static final Set<String> REFUSED_FOR_GOOD = Set.of("message", "finished");

	private final Operations operations;

	private final Advice advice;

	DeadLettersPage(Operations operations, Advice advice) {
		this.operations = operations;
		this.advice = advice;
	}

	@Override
	public String path() {
		return "dead-letters";
	}

	@Override
	public Answer get(Asked asked) {
		return (Criteria.areIn(asked) || LIST.equals(asked.get("view"))) ? list(asked) : causes(asked);
	}

	private Answer causes(Asked asked) {
		List<CauseRow> causes = new Fields(
				this.operations.read(asked, "deadletters/causes", asked.allBut("view", "done", "about")), asked.times())
			.list("")
			.stream()
			.map(CauseRow::of)
			.toList();
		return Answer.page("causes", "Dead letters", new Causes(Criteria.form(asked), causes,
				Link.to(path()).with("view", LIST).toString(), decide(Map.of("all", "true"), "replay")));
	}

	private Answer list(Asked asked) {
		Map<String, String> parameters = asked.allBut("view", "done", "about");
		Fields page = new Fields(this.operations.read(asked, "deadletters", parameters), asked.times());
		Map<String, String> filter = asked.allBut("view", "done", "about", "limit", "after");
		Map<String, String> chosen = filter.isEmpty() ? Map.of("all", "true") : filter;
		String next = page.raw("next");
		boolean ofCause = asked.get(Criteria.CAUSE) != null;
		List<Fields> entries = page.list("entries");
		return Answer.page("dead-letters", "Dead letters",
				new Listed(Criteria.form(asked), total(page), ofCause,
						entries.stream().anyMatch(DeadLettersPage::replayMayDo), ofCause ? advice(entries) : List.of(),
						entries.stream().map(Row::of).toList(), decide(chosen, "replay"), decide(chosen, "discard"),
						(next != null)
								? Link.to(path()).with(parameters).with("view", LIST).with("after", next).toString()
								: null));
	}

	/** All of a cause are of one class. */
	private List<Html> advice(List<Fields> entries) {
		return entries.stream()
			.limit(1)
			.flatMap((entry) -> this.advice.about(entry.raw("class")).stream())
			.map(Html::new)
			.toList();
	}

	/** Whether Fuse may accept it although nothing about it has changed. */
	static boolean replayMayDo(Fields one) {
		return !REFUSED_FOR_GOOD.contains(String.valueOf(one.raw("class")));
	}

	/** The number in words; the endpoint stops counting at 10,000. */
	static String total(Fields page) {
		long total = page.json().has("found") ? page.number("found") : page.number("total");
		return (page.flag("more") ? "more than " : "") + Times.count(total, "dead letter");
	}

	static String decide(Map<String, String> which, String action) {
		return Link.to("decide").with(which).with("action", action).toString();
	}

	/** The page with the causes. */
	private record Causes(Filter filter, List<CauseRow> causes, String list, String replayAll) {

		boolean nothing() {
			return this.causes.isEmpty();
		}

	}

	/** The page with the list. */
	private record Listed(Filter filter, String total, boolean ofCause, boolean replayMayDo, List<Html> advice,
			List<Row> rows, String replay, String discard, String next) {

		boolean nothing() {
			return this.rows.isEmpty();
		}

	}

	/** HTML of a document. */
	private record Html(String html) {

	}

	/** A dead letter in the list. */
	private record Row(String href, String connection, String connectionLink, String type, String source,
			String failureClass, String reason, String requestId, Times.Moment dead, long attempts,
			boolean superseded) {

		static Row of(Fields one) {
			return new Row(Link.to("dead-letter").with("id", one.raw("id")).toString(), one.text("connection"),
					one.connectionLink(), one.text("type"), one.text("source"), one.text("class"), one.text("reason"),
					one.text("requestId"), one.time("dead"), one.number("attempts"), one.raw("superseded") != null);
		}

	}

}
