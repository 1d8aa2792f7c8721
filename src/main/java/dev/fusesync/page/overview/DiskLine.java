package dev.fusesync.page.overview;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import dev.fusesync.page.parts.Fields;

/**
 * A fact about the store.
 *
 * @param label what it is
 * @param value the fact
 */
record DiskLine(String label, String value) {

	private static final String[] UNITS = { "bytes", "KiB", "MiB", "GiB", "TiB" };

	private static final int STEP = 1024;

	static List<DiskLine> of(Fields disk) {
		List<DiskLine> lines = new ArrayList<>();
		if (disk.text("reason") != null) {
			lines.add(new DiskLine("Trouble", disk.text("reason")));
		}
		lines.add(new DiskLine("Place", disk.text("place")));
		if (disk.number("database") > 0) {
			lines.add(new DiskLine("Database", bytes(disk.number("database"))));
		}
		if (disk.number("log") > 0) {
			lines.add(new DiskLine("Write-ahead log", bytes(disk.number("log"))));
		}
		if (disk.number("total") > 0) {
			lines.add(new DiskLine("Free", bytes(disk.number("free")) + " of " + bytes(disk.number("total"))));
		}
		return lines;
	}

	/** In the unit that makes it a short number; df -h counts so too. */
	static String bytes(long bytes) {
		double number = bytes;
		int unit = 0;
		while (number >= STEP && unit < UNITS.length - 1) {
			number /= STEP;
			unit++;
		}
		return String.format(Locale.ROOT, (unit == 0 || number >= 100) ? "%.0f" : "%.1f", number) + " " + UNITS[unit];
	}

}
