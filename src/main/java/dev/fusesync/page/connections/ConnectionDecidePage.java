package dev.fusesync.page.connections;

import java.util.Map;
import java.util.TreeMap;

import dev.fusesync.page.Answer;
import dev.fusesync.page.Asked;
import dev.fusesync.page.Operations;
import dev.fusesync.page.Page;
import dev.fusesync.page.Refused;
import dev.fusesync.page.parts.Fields;
import dev.fusesync.page.parts.Link;
import dev.fusesync.page.parts.Times;
import dev.fusesync.page.parts.Times.Moment;
import dev.fusesync.webhook.Shown;

import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Asks before a connection is synced again or erased, and does it. */
@Component
@Lazy
class ConnectionDecidePage implements Page {

	private static final String ERASE = "erase";

	private static final String SYNC_AGAIN = "sync-again";

	/** Typed before an erasure: that many of the id's last characters. */
	private static final int TYPED = 4;

	private final Operations operations;

	ConnectionDecidePage(Operations operations) {
		this.operations = operations;
	}

	@Override
	public String path() {
		return "connection-decide";
	}

	@Override
	public Answer get(Asked asked) {
		String id = asked.need("id");
		boolean erases = erases(asked);
		asked.needOperator();
		Fields counted = counted(asked, id);
		return Answer.page("connection-decide", erases ? "Erase a connection" : "Sync a connection again",
				new View(id, Shown.whole(id), asked.get("action"), erases, counts(counted), counted.time("received"),
						counted.text("type"), counted.text("hint"), end(id), asked.get("reason"), asked.get("typed"),
						Link.to("connection").with("id", id).toString()));
	}

	@Override
	public Answer post(Asked asked) {
		String id = asked.need("id");
		if (erases(asked) && !end(id).equals(asked.get("typed"))) {
			throw new Refused(400,
					"These are not the last characters of the connection's id: nothing was done. Type " + end(id));
		}
		Map<String, String> order = order(asked, id);
		order.put("dryRun", "false");
		this.operations.write(asked, "connections", order);
		Link next = erases(asked) ? Link.to("connections") : Link.to("connection").with("id", id);
		return Answer.to(next.with("done", asked.get("action")));
	}

	/** What it would be about. Nothing is done, so any reason will do. */
	private Fields counted(Asked asked, String id) {
		Map<String, String> order = order(asked, id);
		order.put("dryRun", "true");
		order.put("reason", "Only counted");
		return new Fields(this.operations.write(asked, "connections", order), asked.times());
	}

	private static String counts(Fields erased) {
		return Times.count(erased.number("waiting"), "waiting webhook") + ", "
				+ Times.count(erased.number("deadLetters"), "dead letter") + ", "
				+ Times.count(erased.number("finished"), "finished webhook") + " and "
				+ Times.count(erased.number("events"), "event");
	}

	private static Map<String, String> order(Asked asked, String id) {
		Map<String, String> order = new TreeMap<>(Map.of("id", id, "action", asked.need("action")));
		if (asked.get("reason") != null) {
			order.put("reason", asked.get("reason"));
		}
		return order;
	}

	private static boolean erases(Asked asked) {
		String action = asked.need("action");
		if (!action.equals(ERASE) && !action.equals(SYNC_AGAIN)) {
			throw new Refused(400, "The action is sync-again or erase");
		}
		return action.equals(ERASE);
	}

	private static String end(String id) {
		return Shown.whole(id.substring(Math.max(0, id.length() - TYPED)));
	}

	/** The form. */
	private record View(String id, String connection, String action, boolean erases, String counts, Moment received,
			String type, String hint, String end, String reason, String typed, String back) {

	}

}
