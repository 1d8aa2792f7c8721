package dev.fusesync.page.parts;

import java.util.Locale;

/** Formats numbers of bytes for people. */
public final class Size {

	private static final String[] UNITS = { "bytes", "KiB", "MiB", "GiB", "TiB" };

	private static final int STEP = 1024;

	private Size() {
	}

	/** The size in the unit that makes it a short number, as df -h counts. */
	public static String of(long bytes) {
		double number = bytes;
		int unit = 0;
		while (number >= STEP && unit < UNITS.length - 1) {
			number /= STEP;
			unit++;
		}
		return String.format(Locale.ROOT, (unit == 0 || number >= 100) ? "%.0f" : "%.1f", number) + " " + UNITS[unit];
	}

}
