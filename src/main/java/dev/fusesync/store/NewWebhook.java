package dev.fusesync.store;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

import dev.fusesync.webhook.Webhook;

/**
 * A webhook that is to be stored.
 *
 * @param webhook what is known of it
 * @param queue which of the {@link Queues} it goes to
 * @param signature the value of its header {@code fuse-verification}
 * @param body the received bytes
 */
public record NewWebhook(Webhook webhook, String queue, String signature, byte[] body) {

	/** Connections are spread over so many buckets, which instances share out. */
	public static final int BUCKETS = 256;

	/** About what a row takes besides its body, in bytes. */
	private static final int OVERHEAD = 1_024;

	/** About what it takes in memory until it is stored, in bytes. */
	public long weight() {
		String connection = this.webhook.connection();
		return OVERHEAD + this.body.length + ((connection != null) ? 2L * connection.length() : 0);
	}

	/** Its row as it is inserted, due at once. */
	public StoredWebhook row(long seq, long now) {
		String key = connectionKey(this.webhook.connection());
		long received = this.webhook.received().toEpochMilli();
		return new StoredWebhook(seq, this.webhook.id(), this.queue, bucket((key != null) ? key : this.webhook.id()),
				key, this.webhook.type(), this.webhook.connection(), this.webhook.source(), this.webhook.environment(),
				this.signature, this.body.length, received, received, now, 0, 0, 0, 0, 0, 0, 0);
	}

	/**
	 * The SHA-256 of the id's UTF-16, as base64: as short for an id of 64 KB, and equal
	 * only for equal ids, lone surrogates included. Null for null.
	 */
	public static String connectionKey(String connection) {
		if (connection == null) {
			return null;
		}
		ByteBuffer utf16 = ByteBuffer.allocate(2 * connection.length());
		utf16.asCharBuffer().put(connection);
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
