package dev.fusesync.notices;

import java.time.Duration;
import java.util.Map;

/**
 * Something that begins and ends, and that a person may want to be told of. It is looked
 * at from a thread of its own, so nothing that handles webhooks ever waits for it.
 */
public interface Condition {

	/** Returns the kind, a word that routes choose by. */
	String kind();

	/** Returns what is the case now, by subject. Must not ask the network. */
	Map<String, Present> present();

	/**
	 * Returns the sentence for the end; null if nobody needs to be told.
	 * @param subject one that was present before, and is not now
	 */
	String over(String subject);

	/**
	 * Returns how often it is looked at; it is told of when it was present twice, and its
	 * end when it was absent for 30 s.
	 */
	default Duration interval() {
		return Duration.ofSeconds(2);
	}

	/** Whether all instances see the same, so that one of them tells it. */
	default boolean isOfAllInstances() {
		return false;
	}

	/** Whether nobody is told of what was the case at the start already. */
	default boolean isKnownAtStart() {
		return false;
	}

	/**
	 * What is the case.
	 *
	 * @param text a sentence or two for a person
	 * @param count a number whose growth is told again, once an hour; 0 for none
	 */
	record Present(String text, long count) {

		public Present(String text) {
			this(text, 0);
		}

	}

}
