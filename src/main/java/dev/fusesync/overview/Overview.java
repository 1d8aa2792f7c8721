package dev.fusesync.overview;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.annotation.JsonIgnore;

import dev.fusesync.overview.activity.Minute;
import dev.fusesync.overview.cluster.Instance;

/**
 * What is going on, for a page and for scripts. What cannot be read at the moment is
 * null.
 *
 * @param at when it was looked at
 * @param state ok, attention, paused or down
 * @param sentence the most important thing that is wrong, or that nothing is
 * @param help where the documents tell what to do: a page and a heading, with #
 * @param page the page that shows what is concerned, such as waiting?source=plaid; null
 * for none
 * @param version of the program
 * @param instances the programs that share the database
 * @param queues what waits, by queue
 * @param minutes the last 60 minutes of all instances, the oldest first
 * @param deadLetters what waits for a person
 * @param credentials what Fuse and the aggregators say of them
 * @param disk where the webhooks are, and how much fits
 * @param stale connections that were synced once and not since
 */
record Overview(Instant at, String state, String sentence, String help, String page, String version,
		List<Instance> instances, Map<String, Queue> queues, List<Minute> minutes, DeadLetters deadLetters,
		Credentials credentials, Disk disk, List<Stale> stale) {

	/**
	 * Unfinished webhooks of a queue.
	 *
	 * @param waiting all of them
	 * @param due those that are due now, claimed ones included; one more than were
	 * counted if there are more than 10,000
	 * @param claimed those that this instance works on
	 * @param oldestAge time since the oldest was received, in seconds; 0 without one
	 * @param later the others, by when they are due
	 */
	record Queue(long waiting, Long due, long claimed, Double oldestAge, List<Later> later) {

	}

	/**
	 * Webhooks that are due in some time.
	 *
	 * @param within 1m, 15m, 1h or later; each without those of the one before. The last
	 * is left out unless all others, and those that are due, were counted to their end
	 * @param count how many, at most some thousands
	 * @param more whether there are more than were counted
	 */
	record Later(String within, long count, boolean more) {

	}

	/**
	 * Dead letters.
	 *
	 * @param byClass by failure class, without superseded ones
	 * @param superseded those of whose connection a newer webhook was synced
	 */
	record DeadLetters(Map<String, Long> byClass, long superseded) {

	}

	/**
	 * Credentials, as health has them.
	 *
	 * @param lastAnswers by aggregator, the last answer that told about them
	 * @param refused aggregators whose last answer was that they are wrong
	 * @param certificatesEnd by credential
	 * @param unusable by credential, why it cannot be sent
	 * @param files by credential, where it is read
	 */
	record Credentials(Map<String, String> lastAnswers, List<String> refused, Map<String, Instant> certificatesEnd,
			Map<String, String> unusable, Map<String, String> files) {

	}

	/**
	 * Where webhooks are stored.
	 *
	 * @param free space on the disk, in bytes; null on PostgreSQL
	 * @param total size of the disk, in bytes; null on PostgreSQL
	 * @param database size of the database, in bytes; null if unknown
	 * @param log size of the write-ahead log, in bytes; null if there is none
	 * @param place location of the database
	 * @param reason why webhooks are answered with 503; null if they are not
	 */
	record Disk(Long free, Long total, Long database, Long log, String place, String reason) {

		/** Whether the reason is that too little is free. */
		@JsonIgnore
		boolean isShort() {
			return this.reason != null && this.reason.contains("fuse.store.disk-reserve");
		}

	}

	/**
	 * Stale connections.
	 *
	 * @param source their aggregator
	 * @param threshold time since their last sync, such as 24h
	 * @param count how many, at least one
	 */
	record Stale(String source, String threshold, long count) {

	}

}
