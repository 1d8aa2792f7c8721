package dev.fusesync.verification.diagnosis;

/**
 * A cause and where it is.
 *
 * @param detail for example a field's name, or line and column; blank if there is nothing
 * to add
 */
public record Finding(Cause cause, String detail) {

	static Finding of(Cause cause) {
		return new Finding(cause, "");
	}

	/** What happened, as a sentence. */
	public String sentence() {
		return this.cause.sentence() + (this.detail.isEmpty() ? "." : " (" + this.detail + ").");
	}

}
