package dev.fusesync.commands.unstarted;

/**
 * Where a setting stands.
 *
 * @param file the file, or something else such as an environment variable
 * @param line from 1 on; 0 for none
 * @param column from 1 on; 0 for none
 */
public record SettingPlace(String file, int line, int column) {

	@Override
	public String toString() {
		return (this.line > 0) ? this.file + ":" + this.line + ":" + this.column : this.file;
	}

}
