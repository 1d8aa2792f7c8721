package dev.fusesync.verification;

/**
 * A key that webhooks may be signed with.
 *
 * @param name what it is called, such as current
 * @param text the key itself, never shown
 */
public record ApiKey(String name, String text) {

	/** The key that Fuse signs with now. */
	public static final String CURRENT = "current";

	/** The key before the last roll, which is accepted too. */
	public static final String PREVIOUS = "previous";

	/** Whether fuse-sync accepts webhooks that are signed with it. */
	public boolean isAccepted() {
		return this.name.equals(CURRENT) || this.name.equals(PREVIOUS);
	}

	@Override
	public String toString() {
		return this.name;
	}

}
