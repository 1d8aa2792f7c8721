package dev.fusesync.commands.settings;

/**
 * A setting that counts.
 *
 * @param name as in the files
 * @param value with placeholders replaced, masked if it is a secret
 * @param source the file and line, the environment variable, or the default in the jar
 * @param mark unknown or deprecated; blank otherwise
 */
record EffectiveSetting(String name, String value, String source, String mark) {

	@Override
	public String toString() {
		return this.name + "=" + this.value + "  # " + this.source + (this.mark.isEmpty() ? "" : ", " + this.mark);
	}

}
