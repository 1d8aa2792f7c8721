package dev.fusesync.webhook;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Generates webhook ids: UUIDs of version 7 (RFC 9562, section 5.7), which sort by time.
 */
public final class WebhookId {

	private WebhookId() {
	}

	/** Returns a new id for a webhook received at that time, in ms since 1970. */
	public static String next(long millis) {
		ThreadLocalRandom random = ThreadLocalRandom.current();
		long high = (millis << 16) | 0x7000 | (random.nextLong() & 0x0FFF);
		long low = (random.nextLong() & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L;
		return new UUID(high, low).toString();
	}

}
