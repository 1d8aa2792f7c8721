package dev.fusesync.sync.failure;

import java.util.Locale;

/** What a failed sync call means for its webhook; each class has one fate. */
public enum FailureClass {

	/** Every webhook would fail alike until a person acts: all wait, none is given up. */
	CONFIGURATION(true),

	/** One aggregator refuses its credentials until a person acts: tried again later. */
	AGGREGATOR(true),

	/** The connection is gone, nothing will ever sync it: a dead letter. */
	FINISHED(false),

	/** This webhook is wrong and stays wrong: a dead letter. */
	MESSAGE(false),

	/** Too many calls: tried again when the endpoint said, or later. */
	THROTTLED(true),

	/** Time heals it: tried again later. */
	TRANSIENT(true);

	private final boolean healing;

	FailureClass(boolean healing) {
		this.healing = healing;
	}

	/** What it means that a receiver other than Fuse answered with that status. */
	public static FailureClass ofOtherReceiver(int status) {
		return (status == 429) ? THROTTLED : (status >= 500 || status == 408 || status == 425) ? TRANSIENT : MESSAGE;
	}

	/** As it stands on dead letters and in settings. */
	public String label() {
		return name().toLowerCase(Locale.ROOT);
	}

	/** Whether trying again later can help. */
	public boolean isHealing() {
		return this.healing;
	}

}
