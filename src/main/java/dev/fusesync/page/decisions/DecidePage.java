package dev.fusesync.page.decisions;

import java.util.List;
import java.util.Map;

import dev.fusesync.page.Answer;
import dev.fusesync.page.Asked;
import dev.fusesync.page.Operations;
import dev.fusesync.page.Page;
import dev.fusesync.page.Refused;
import dev.fusesync.page.parts.Fields;
import dev.fusesync.page.parts.Link;
import dev.fusesync.page.parts.Times;

/**
 * Asks before something is done with one webhook or with all that match a filter, and
 * does it.
 */
class DecidePage implements Page {

	private static final String ALL = "all";

	private final Operations operations;

	private final Subject subject;

	DecidePage(Operations operations, Subject subject) {
		this.operations = operations;
		this.subject = subject;
	}

	@Override
	public String path() {
		return this.subject.path();
	}

	@Override
	public Answer get(Asked asked) {
		Action action = action(asked);
		asked.needOperator();
		boolean one = asked.get("id") != null;
		Fields found = one ? one(asked) : counted(asked);
		boolean nothing = !one && found.number("found") == 0;
		String title = nothing ? "No " + this.subject.noun() + " to " + action.name().replace('-', ' ')
				: action.title().formatted(one ? "this " + this.subject.noun() : words(found));
		Link back = Link.to((one && this.subject.page() != null) ? this.subject.page() : this.subject.list());
		return Answer.page("decide", title,
				new Dialog(path(), title, action, asked.get("reason"), !one, nothing, Dialog.facts(found),
						Dialog.chips(asked.allBut("action", "reason", "token", ALL, "id")),
						Dialog.hidden(asked.allBut("action", "reason", "token")),
						(found.number("due") > 0 && !one) ? Times.number(found.number("due")) : null,
						back.with(asked.allBut("action", "reason", "token", ALL)).toString()));
	}

	@Override
	public Answer post(Asked asked) {
		action(asked);
		Map<String, String> order = asked.allBut("token");
		boolean one = asked.get("id") != null;
		if (!one) {
			order.put("dryRun", "false");
		}
		Fields done = new Fields(this.operations.write(asked, this.subject.endpoint(), order), asked.times());
		String connection = done.of(this.subject.answer()).raw("connection");
		return Answer.to(one ? Link.to(this.subject.list())
			.with("done", asked.get("action"))
			.with("about", Link.canHave(connection) ? connection : null) : Link.to("decisions"));
	}

	/** Refuses what is no longer there. */
	private Fields one(Asked asked) {
		return new Fields(this.operations.read(asked, this.subject.endpoint(), Map.of("id", asked.get("id"))),
				asked.times());
	}

	/** Nothing is done, so any reason will do. */
	private Fields counted(Asked asked) {
		Map<String, String> order = asked.allBut("token");
		order.put("dryRun", "true");
		order.put("reason", "Only counted");
		return new Fields(this.operations.write(asked, this.subject.endpoint(), order), asked.times());
	}

	private String words(Fields found) {
		return (found.flag("more") ? "more than " : "") + Times.count(found.number("found"), this.subject.noun());
	}

	private Action action(Asked asked) {
		String name = asked.need("action");
		return this.subject.actions()
			.stream()
			.filter((action) -> action.name().equals(name))
			.findFirst()
			.orElseThrow(() -> new Refused(400, "The action is "
					+ String.join(" or ", this.subject.actions().stream().map(Action::name).toList())));
	}

	/**
	 * What is decided about.
	 *
	 * @param path the path of this page
	 * @param endpoint id of the endpoint that decides
	 * @param list the page with the list
	 * @param page the page of one; null if there is none
	 * @param noun the word for one
	 * @param answer the name of one in the endpoint's answer
	 * @param actions what can be decided
	 */
	record Subject(String path, String endpoint, String list, String page, String noun, String answer,
			List<Action> actions) {

	}

}
