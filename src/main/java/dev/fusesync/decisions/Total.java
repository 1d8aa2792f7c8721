package dev.fusesync.decisions;

/**
 * Number of matches.
 *
 * @param total counted up to {@value #MOST_COUNTED}
 * @param more whether there are more matches than that
 */
public record Total(int total, boolean more) {

	/** The highest number that is counted. */
	public static final int MOST_COUNTED = 10_000;

	/** Creates it from a count that stops at one more than the limit. */
	public static Total of(int counted) {
		return new Total(Math.min(counted, MOST_COUNTED), counted > MOST_COUNTED);
	}

	/** The count to pass to {@link #of}. */
	int counted() {
		return this.more ? MOST_COUNTED + 1 : this.total;
	}

}
