package dev.fusesync.support;

import java.time.Duration;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Lets tests wait long enough for any machine; only a failing test ever waits so long.
 * JUnit finds it by itself, so that it holds for all tests of a JVM.
 */
public final class LongAwaits implements BeforeAllCallback {

	@Override
	public void beforeAll(ExtensionContext context) {
		Awaitility.setDefaultTimeout(Duration.ofMinutes(3));
	}

}
