package dev.fusesync.page.overview;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.fusesync.page.parts.Fields;
import dev.fusesync.page.parts.Times;

/**
 * Bars of the last hour, one for each minute, as a drawing of 600 x 100 units.
 *
 * @param title what is counted
 * @param sum in the hour
 * @param perMinute the most in a minute
 * @param summary the same in a sentence, for who does not see it
 * @param bars the minutes in which there was any
 * @param second whether it is drawn in the second colour
 */
record Chart(String title, String sum, String perMinute, String summary, List<Bar> bars, boolean second) {

	private static final int WIDTH = 600;

	private static final int HEIGHT = 100;

	/** The least height of a bar, so that a single webhook is seen beside thousands. */
	private static final int LEAST = 3;

	static Chart of(String title, List<Fields> minutes, String name, boolean second) {
		long most = minutes.stream().mapToLong((minute) -> minute.number(name)).max().orElse(0);
		long sum = minutes.stream().mapToLong((minute) -> minute.number(name)).sum();
		double step = (double) WIDTH / Math.max(1, minutes.size());
		List<Bar> bars = new ArrayList<>();
		for (int i = 0; i < minutes.size(); i++) {
			long number = minutes.get(i).number(name);
			if (number > 0) {
				double height = Math.max(LEAST, HEIGHT * (double) number / most);
				bars.add(new Bar(units(i * step + 1), units(HEIGHT - height), units(step - 2), units(height),
						number + " in the minute of " + minutes.get(i).time("minute").full().substring(11, 16)));
			}
		}
		return new Chart(title, Times.number(sum), Times.number(most),
				title + ": " + Times.number(sum) + " in the last hour, " + Times.number(most) + " a minute at most",
				bars, second);
	}

	private static String units(double number) {
		return String.format(Locale.ROOT, "%.1f", number);
	}

	/**
	 * A minute.
	 *
	 * @param title the number and the minute, shown beside the pointer
	 */
	record Bar(String x, String y, String width, String height, String title) {

	}

}
