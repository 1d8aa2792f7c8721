package dev.fusesync.notices;

import java.time.Instant;

/**
 * What a person is told once. The names are those of the variables in the route.
 *
 * @param kind of what, such as breaker or certificate
 * @param subject which one of that kind, such as an aggregator
 * @param state began, again or ended
 * @param text a sentence or two
 * @param since when it began
 * @param count how many, for what is counted; 0 for the rest
 * @param instance the machine and the port of the management of who tells it
 */
record Notice(String kind, String subject, String state, String text, Instant since, long count, String instance) {

	@Override
	public String toString() {
		return this.kind + " (" + this.subject + ", " + this.state + ")";
	}

}
