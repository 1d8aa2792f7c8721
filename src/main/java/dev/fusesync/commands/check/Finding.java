package dev.fusesync.commands.check;

import java.util.function.UnaryOperator;

import dev.fusesync.commands.unstarted.SettingPlace;
import dev.fusesync.webhook.Shown;

/**
 * Something that could stop or spoil a start.
 *
 * @param level whether it stops the start
 * @param file where it is; blank if unknown
 * @param line from 1 on; 0 for none
 * @param column from 1 on; 0 for none
 * @param sentence what is wrong
 * @param action what to do
 */
record Finding(Level level, String file, int line, int column, String sentence, String action) {

	/** How grave it is. */
	enum Level {

		/** The program would not start. */
		error,

		/** It would start, but something is not as it should be. */
		warning

	}

	static Finding of(Level level, SettingPlace place, String sentence, String action) {
		return (place == null) ? new Finding(level, "", 0, 0, sentence, action)
				: new Finding(level, place.file(), place.line(), place.column(), sentence, action);
	}

	Finding masked(UnaryOperator<String> mask) {
		return new Finding(this.level, this.file, this.line, this.column, mask.apply(this.sentence),
				mask.apply(this.action));
	}

	@Override
	public String toString() {
		String place = this.file.isEmpty() ? "" : new SettingPlace(this.file, this.line, this.column) + ": ";
		return Shown.whole(place) + this.level + ": " + Shown.whole(this.sentence) + System.lineSeparator() + "    "
				+ Shown.whole(this.action);
	}

}
