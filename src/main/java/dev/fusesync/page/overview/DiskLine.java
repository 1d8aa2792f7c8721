package dev.fusesync.page.overview;

import java.util.ArrayList;
import java.util.List;

import dev.fusesync.page.parts.Fields;
import dev.fusesync.page.parts.Size;

/**
 * A fact about the store.
 *
 * @param label what it is
 * @param value the fact
 */
record DiskLine(String label, String value) {

	static List<DiskLine> of(Fields disk) {
		List<DiskLine> lines = new ArrayList<>();
		if (disk.text("reason") != null) {
			lines.add(new DiskLine("Trouble", disk.text("reason")));
		}
		lines.add(new DiskLine("Place", disk.text("place")));
		if (disk.number("database") > 0) {
			lines.add(new DiskLine("Database", Size.of(disk.number("database"))));
		}
		if (disk.number("log") > 0) {
			lines.add(new DiskLine("Write-ahead log", Size.of(disk.number("log"))));
		}
		if (disk.number("total") > 0) {
			lines.add(new DiskLine("Free", Size.of(disk.number("free")) + " of " + Size.of(disk.number("total"))));
		}
		return lines;
	}

}
