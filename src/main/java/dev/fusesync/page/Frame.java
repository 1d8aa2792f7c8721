package dev.fusesync.page;

import java.util.List;
import java.util.Map;

import dev.fusesync.page.parts.Link;

/**
 * What is around each page.
 *
 * @param title the heading
 * @param pages the links to the pages
 * @param tools the links to what shows the program itself
 * @param endpoints where the endpoints are, relative to a page
 * @param login the name of who looks
 * @param operator whether who looks may decide
 * @param version of the program; blank if it was not built with Maven
 * @param token proves that a form is one of this program's
 * @param css the address of the stylesheet
 * @param htmx the address of the library for partial updates
 * @param script the address of the page's own script
 * @param icon the address of the icon
 * @param clock when the page was made
 * @param problem why a form was refused; null if none was
 * @param done what was done last; null if nothing was
 */
record Frame(String title, List<Item> pages, List<Item> tools, String endpoints, String login, boolean operator,
		String version, String token, String css, String htmx, String script, String icon, String clock, String problem,
		Done done) {

	private static final Map<String, String> DONE = Map.of("replay",
			"The dead letter is replayed: it is back in its queue.", "discard",
			"The dead letter is discarded and its body deleted.", "retry", "The webhook is due now.", "give-up",
			"The webhook is given up: it is a dead letter now.", "sync-again",
			"The newest kept webhook is sent again: it is back in the inbox.", "erase",
			"The connection is erased. Backups and the log of the program still have it.", "try",
			"The next webhook is attempted now. If it is synced, the others follow at once: see below, within seconds.");

	/** The pages that the navigation names, each with those that belong to it. */
	private static final Map<String, List<String>> PARTS = Map.of("dead-letters",
			List.of("dead-letters", "dead-letter", "decide"), "waiting", List.of("waiting", "waiting-decide"),
			"connections", List.of("connections", "connection", "connection-decide"));

	static List<Item> pages(String path) {
		return List.of(item(path, "", "Overview"), item(path, "dead-letters", "Dead letters"),
				item(path, "waiting", "Waiting"), item(path, "connections", "Connections"),
				item(path, "decisions", "Decisions"), item(path, "document", "Documents"));
	}

	static List<Item> tools(String path, String endpoints, boolean operator) {
		Item health = item(path, "health", "Health");
		return operator ? List.of(new Item(endpoints + "hawtio", "Hawtio", false), health) : List.of(health);
	}

	/**
	 * What was done; null for anything unknown.
	 * @param connection the one whose timeline has it; null if there is none
	 */
	static Done done(String action, String connection) {
		return (action == null || !DONE.containsKey(action)) ? null : new Done(DONE.get(action),
				Link.canHave(connection) ? Link.to("connection").with("id", connection).toString() : null);
	}

	private static Item item(String path, String page, String label) {
		return new Item(page.isEmpty() ? "./" : page, label, PARTS.getOrDefault(page, List.of(page)).contains(path));
	}

	/**
	 * What was done last.
	 *
	 * @param timeline the link to where it is told; null if there is none
	 */
	record Done(String sentence, String timeline) {

	}

	/**
	 * A link.
	 *
	 * @param href where to, relative
	 * @param label its text
	 * @param current whether it is the present page
	 */
	record Item(String href, String label, boolean current) {

	}

}
