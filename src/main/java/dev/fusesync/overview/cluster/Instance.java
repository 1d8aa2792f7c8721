package dev.fusesync.overview.cluster;

import java.time.Instant;

/**
 * A running program that shares the database.
 *
 * @param number later ones have higher numbers; 0 on SQLite, which has one only
 * @param name its machine and the port of its management; null if not known yet
 * @param version of the program; null if not known yet
 * @param started when its process was started; null if not known yet
 * @param heartbeat when it last renewed its lease
 * @param here whether it is the one that answers
 * @param buckets how many of the 256 buckets of connections it works on
 * @param claimed webhooks that it works on; null for other instances
 * @param breaker whether it syncs webhooks; null if not known yet
 */
public record Instance(long number, String name, String version, Instant started, Instant heartbeat, boolean here,
		int buckets, Long claimed, Breaker breaker) {

	/** Returns how a person calls it. */
	public String title() {
		return "instance " + this.number + ((this.name != null) ? " (" + this.name + ")" : "");
	}

}
