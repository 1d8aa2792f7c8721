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
 * @param more what is not in it; null for nothing
 * @param perMinute the most in a minute
 * @param summary the same in a sentence, for who does not see it
 * @param bars the minutes in which there was any
 * @param second whether it is drawn in the second colour
 */
record Chart(String title, String sum, String more, String perMinute, String summary, List<Bar> bars, boolean second) {

	private static final int WIDTH = 600;

	private static final int HEIGHT = 100;

	/** The least height of a bar, so that a single webhook is seen beside thousands. */
	private static final int LEAST = 3;

	/** Received and synced, drawn to the same scale. */
	static List<Chart> of(List<Fields> minutes) {
		long scale = Math.max(most(minutes, "received"), most(minutes, "synced"));
		return List.of(
				of("Webhooks received", minutes, "received", scale,
						more(sum(minutes, "refused"), "refused with 403",
								more(sum(minutes, "unavailable"), "answered with 503", null)),
						false),
				of("Webhooks synced", minutes, "synced", scale,
						more(sum(minutes, "delivered"), "of other types finished", null), true));
	}

	private static String more(long number, String what, String others) {
		return (number == 0) ? others : Times.number(number) + " " + what + ((others != null) ? ", " + others : "");
	}

	private static long most(List<Fields> minutes, String name) {
		return minutes.stream().mapToLong((minute) -> minute.number(name)).max().orElse(0);
	}

	private static long sum(List<Fields> minutes, String name) {
		return minutes.stream().mapToLong((minute) -> minute.number(name)).sum();
	}

	private static Chart of(String title, List<Fields> minutes, String name, long scale, String more, boolean second) {
		long most = most(minutes, name);
		long sum = sum(minutes, name);
		double step = (double) WIDTH / Math.max(1, minutes.size());
		List<Bar> bars = new ArrayList<>();
		for (int i = 0; i < minutes.size(); i++) {
			long number = minutes.get(i).number(name);
			if (number > 0) {
				double height = Math.max(LEAST, HEIGHT * (double) number / scale);
				bars.add(new Bar(units(i * step + 1), units(HEIGHT - height), units(step - 2), units(height),
						number + " in the minute of " + minutes.get(i).time("minute").full().substring(11, 16)));
			}
		}
		return new Chart(title, Times.number(sum), more, Times.number(most),
				title + ": " + Times.number(sum) + " in the last hour, " + Times.number(most) + " a minute at most"
						+ ((more != null) ? ", " + more : ""),
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
