package dev.fusesync.store;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

import dev.fusesync.webhook.Webhook;

/**
 * A webhook to be stored.
 *
 * @param webhook its id, type, connection, source and environment
 * @param queue one of the {@link Queues}
 * @param signature the value of the header {@code fuse-verification}
 * @param body the received bytes
 */
public record NewWebhook(Webhook webhook, String queue, String signature, byte[] body) {

	/**
	 * Number of buckets over which connections are distributed, to be shared among
	 * instances.
	 */
	public static final int BUCKETS = 256;

	/** Approximate size of a row without its body, in bytes. */
	private static final int OVERHEAD = 1_024;

	/** Approximate memory until it is stored, in bytes. */
	public long weight() {
		String connection = this.webhook.connection();
		return OVERHEAD + this.body.length + ((connection != null) ? 2L * connection.length() : 0);
	}

	/** The row to insert, due immediately. */
	public StoredWebhook row(long seq, long now) {
		String key = connectionKey(this.webhook.connection());
		long received = this.webhook.received().toEpochMilli();
		return new StoredWebhook(seq, this.webhook.id(), this.queue, bucket((key != null) ? key : this.webhook.id()),
				key, this.webhook.type(), this.webhook.connection(), this.webhook.source(), this.webhook.environment(),
				this.signature, this.body.length, received, received, now, 0, 0, 0, 0, 0, 0, 0);
	}

	/**
	 * The SHA-256 of the id's UTF-16, as base64: short even for an id of 64 KB, and equal
	 * only for equal ids, including those with lone surrogates. Null for null.
	 */
	public static String connectionKey(String connection) {
		return (connection != null) ? hash(connection) : null;
	}

	/** The SHA-256 of the text's UTF-16, as base64. */
	static String hash(String text) {
		ByteBuffer utf16 = ByteBuffer.allocate(2 * text.length());
		utf16.asCharBuffer().put(text);
		try {
			byte[] digest = MessageDigest.getInstance("SHA-256").digest(utf16.array());
			return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static int bucket(String key) {
		return Math.floorMod(key.hashCode(), BUCKETS);
	}

}
