package dev.fusesync.notices;

import java.util.List;

/** The causes of dead letters: equal failures of the same aggregator are one. */
public interface DeadLetterCauses {

	/**
	 * Returns the causes of the dead letters that wait for a decision, without superseded
	 * ones and those of class {@code finished}. Asks the database.
	 */
	List<Cause> causes();

	/**
	 * A cause.
	 *
	 * @param key the same for the same cause
	 * @param text what it is, for a person: class, code, aggregator and the reason
	 * @param count its dead letters
	 */
	record Cause(String key, String text, long count) {

	}

}
