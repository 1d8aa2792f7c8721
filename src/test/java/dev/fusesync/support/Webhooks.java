package dev.fusesync.support;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import dev.fusesync.verification.FuseSignature;

/** One valid webhook to build others from: take it, change one thing, send it. */
public record Webhooks(byte[] body, String signature) {

	public static final String API_KEY = "fuse-test-key";

	public static final String PREVIOUS_API_KEY = "fuse-test-key-of-last-year";

	public static final String SYNC_DATA = "financial_connection.sync_data";

	public static Webhooks syncData(String connection) {
		return ofType(SYNC_DATA, connection);
	}

	public static Webhooks ofType(String type, String connection) {
		return signed("""
				{"type":"%s", "financial_connection_id":"%s", "environment":"sandbox", "source":"plaid",
				 "remote_data":"{\\"webhook_code\\": \\"SYNC_UPDATES_AVAILABLE\\",  \\"é\\": \\"\\u20ac\\"}"}
				""".formatted(type, connection));
	}

	public static Webhooks signed(String body) {
		return new Webhooks(body.getBytes(StandardCharsets.UTF_8), null).signedWith(API_KEY);
	}

	public Webhooks signedWith(String key) {
		return new Webhooks(this.body, FuseSignature.ofBody(this.body, key));
	}

	public Webhooks withBody(byte[] other) {
		return new Webhooks(other, this.signature);
	}

	public Webhooks withSignature(String other) {
		return new Webhooks(this.body, other);
	}

	public static String newConnection() {
		return UUID.randomUUID().toString();
	}

}
