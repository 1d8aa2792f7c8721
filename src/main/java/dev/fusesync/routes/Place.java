package dev.fusesync.routes;

import java.nio.file.Path;

/**
 * A place in a route file.
 *
 * @param file the file; null if unknown
 * @param line from 1 on
 * @param column from 1 on
 */
record Place(Path file, int line, int column) {

	@Override
	public String toString() {
		return ((this.file != null) ? this.file : "The routes") + ", line " + this.line + ", column " + this.column;
	}

}
