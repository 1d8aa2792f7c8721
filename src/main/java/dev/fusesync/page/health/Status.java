package dev.fusesync.page.health;

import dev.fusesync.page.parts.Fields;

/**
 * The status of a part of health.
 *
 * @param word as health has it
 * @param tone its colour
 */
record Status(String word, String tone) {

	private static final int WELL = 3;

	static Status of(Fields part) {
		String word = part.text("status");
		return new Status(word, (word == null) ? "none" : switch (word) {
			case "UP" -> "good";
			case "UNKNOWN" -> "none";
			case "DOWN", "OUT_OF_SERVICE" -> "bad";
			default -> "warn";
		});
	}

	/**
	 * The worst first: that nothing is synced comes before what a person should see to.
	 */
	int rank() {
		return switch (this.tone) {
			case "bad" -> 0;
			case "warn" -> this.word.equals("PAUSED") ? 1 : 2;
			default -> WELL;
		};
	}

	boolean isWrong() {
		return rank() < WELL;
	}

}
