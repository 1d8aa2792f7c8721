package dev.fusesync.sync.failure;

import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The class of a failed sync call, which determines what happens to its webhook. */
public enum FailureClass {

	/**
	 * Every webhook would fail until a person corrects the configuration: retried, the
	 * circuit breaker opens.
	 */
	CONFIGURATION(true),

	/** One aggregator rejects its credentials until a person corrects them: retried. */
	AGGREGATOR(true),

	/** The connection no longer exists: dead-lettered. */
	FINISHED(false),

	/** The webhook itself is rejected: dead-lettered. */
	MESSAGE(false),

	/** Too many calls: retried, not before {@code Retry-After}. */
	THROTTLED(true),

	/** A temporary failure: retried. */
	TRANSIENT(true);

	/** The names of what a stored failure can be, also of one that fits no class. */
	public static final Set<String> STORED = Stream
		.concat(Arrays.stream(values()).map(FailureClass::value), Stream.of("unexpected"))
		.collect(Collectors.collectingAndThen(Collectors.toCollection(TreeSet::new), Collections::unmodifiableSet));

	private final boolean healing;

	FailureClass(boolean healing) {
		this.healing = healing;
	}

	/** The class of a response of a receiver other than Fuse. */
	public static FailureClass ofOtherReceiver(int status) {
		return switch (status) {
			case 429 -> THROTTLED;
			// The last four come from a proxy, or blame the request's way, not the
			// webhook.
			case 408, 425, 407, 421, 426, 431 -> TRANSIENT;
			default -> (status >= 500) ? TRANSIENT : MESSAGE;
		};
	}

	/** The name in settings, in metrics and on dead letters. */
	public String value() {
		return name().toLowerCase(Locale.ROOT);
	}

	/** Whether a later attempt may succeed. */
	public boolean isHealing() {
		return this.healing;
	}

}
