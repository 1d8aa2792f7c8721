package dev.fusesync.page.decisions;

import java.util.List;
import java.util.Map;

import dev.fusesync.page.Answer;
import dev.fusesync.page.Asked;
import dev.fusesync.page.Operations;
import dev.fusesync.page.Page;
import dev.fusesync.page.parts.Fields;
import dev.fusesync.page.parts.Link;
import dev.fusesync.page.parts.Times;
import dev.fusesync.page.parts.Times.Moment;

import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Shows the last decisions about many, with the progress of the running one. */
@Component
@Lazy
class DecisionsPage implements Page {

	private static final Map<String, String> TONES = Map.of("running", "info", "done", "good", "stopped", "warn");

	private final Operations operations;

	DecisionsPage(Operations operations) {
		this.operations = operations;
	}

	@Override
	public String path() {
		return "decisions";
	}

	@Override
	public Answer get(Asked asked) {
		List<Row> rows = new Fields(this.operations.read(asked, "deadletters/decisions", Map.of()), asked.times())
			.list("")
			.stream()
			.map(Row::of)
			.toList();
		return Answer.page(path(), "Decisions", new View(rows, rows.stream().anyMatch(Row::running)));
	}

	@Override
	public Answer post(Asked asked) {
		this.operations.write(asked, "deadletters", asked.allBut("token"));
		return Answer.to(Link.to(path()));
	}

	/** The page. */
	private record View(List<Row> rows, boolean running) {

		boolean nothing() {
			return this.rows.isEmpty();
		}

	}

	/** A decision. */
	private record Row(String action, String what, List<String> filter, String reason, String by, Moment begun,
			Moment ended, String done, String found, long doneNumber, long foundNumber, String state, String tone) {

		static Row of(Fields one) {
			return new Row(one.text("action"),
					"waiting".equals(one.raw("target")) ? "waiting webhooks" : "dead letters",
					one.entries("filter")
						.stream()
						.map((field) -> field.getKey().equals("cause") ? "one cause"
								: field.getKey() + ": " + one.of("filter").text(field.getKey()))
						.toList(),
					one.text("reason"), one.text("by"), one.time("begun"), one.time("ended"),
					Times.number(one.number("done")), one.count("found"), one.number("done"),
					Math.max(one.number("found"), one.number("done")), one.text("state"),
					TONES.getOrDefault(String.valueOf(one.raw("state")), "info"));
		}

		boolean running() {
			return "running".equals(this.state);
		}

		/** Whether it ended by itself and has changed less than it found. */
		boolean fewer() {
			return "done".equals(this.state) && this.doneNumber < this.foundNumber;
		}

		boolean ofAll() {
			return this.filter.isEmpty();
		}

	}

}
