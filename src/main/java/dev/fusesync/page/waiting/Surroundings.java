package dev.fusesync.page.waiting;

import dev.fusesync.page.parts.Fields;
import dev.fusesync.page.parts.Times;

/**
 * What the overview says of the whole program.
 *
 * @param overview its fields; none if it could not be read
 */
record Surroundings(Fields overview) {

	/** What is wrong, in one sentence; null if nothing is. */
	String problem() {
		return "ok".equals(this.overview.raw("state")) ? null : this.overview.sentence("sentence");
	}

	/** The colour of that. */
	String tone() {
		return "down".equals(this.overview.raw("state")) ? "bad" : "warn";
	}

	/** Whether this instance's circuit breaker lets it call Fuse. */
	boolean callsFuse() {
		return this.overview.list("instances")
			.stream()
			.filter((instance) -> instance.flag("here"))
			.map((instance) -> instance.of("breaker").raw("state"))
			.allMatch((breaker) -> breaker == null || breaker.equals("closed"));
	}

	/**
	 * How many wait in a queue, in words; in all queues for null. Null if unknown or
	 * none.
	 */
	String total(String queue) {
		long total = this.overview.entries("queues")
			.stream()
			.filter((entry) -> queue == null || queue.equals(entry.getKey()))
			.mapToLong((entry) -> entry.getValue().number("waiting"))
			.sum();
		return (total > 0) ? Times.count(total, "webhook") : null;
	}

}
