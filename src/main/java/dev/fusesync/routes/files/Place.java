package dev.fusesync.routes.files;

import java.nio.file.Path;
import java.util.Comparator;

/**
 * A place in a route file.
 *
 * @param file the file; null if unknown
 * @param line from 1 on
 * @param column from 1 on
 */
public record Place(Path file, int line, int column) implements Comparable<Place> {

	private static final Comparator<Place> ORDER = Comparator
		.comparing(Place::file, Comparator.nullsFirst(Comparator.naturalOrder()))
		.thenComparingInt(Place::line)
		.thenComparingInt(Place::column);

	@Override
	public int compareTo(Place other) {
		return ORDER.compare(this, other);
	}

	@Override
	public String toString() {
		return ((this.file != null) ? this.file : "The routes") + ", line " + this.line + ", column " + this.column;
	}

}
