package dev.fusesync.store.postgresql;

import java.time.Duration;

import dev.fusesync.secrets.Secret;
import dev.fusesync.store.Buckets.Demand;
import dev.fusesync.store.Buckets.Holder;
import dev.fusesync.store.Dialect;
import dev.fusesync.store.NewWebhook;

import static org.awaitility.Awaitility.await;

/** Opens a PostgreSQL database as one instance does. */
public final class PostgresFixture {

	private PostgresFixture() {
	}

	/** An instance that has, once the others are gone, all buckets. */
	public static PostgresDialect open(String url, boolean keepsBodies) {
		PostgresDialect dialect = instance(url, keepsBodies, Leases.PATIENCE);
		dialect.buckets().register("none", new Idle());
		awaitBuckets(dialect, NewWebhook.BUCKETS);
		return dialect;
	}

	/** A second instance, once it has its share. */
	public static PostgresDialect another(String url) {
		PostgresDialect dialect = instance(url);
		dialect.buckets().register("none", new Idle());
		awaitBuckets(dialect, NewWebhook.BUCKETS / 2);
		return dialect;
	}

	/** An instance that has no buckets before it has a claimer. */
	static PostgresDialect instance(String url) {
		return instance(url, Leases.PATIENCE);
	}

	static PostgresDialect instance(String url, Duration patience) {
		return instance(url, false, patience);
	}

	private static PostgresDialect instance(String url, boolean keepsBodies, Duration patience) {
		return new PostgresDialect(new DatabaseSettings(url, "fuse", Secret.valueOf("")), keepsBodies, patience);
	}

	public static void awaitBuckets(Dialect dialect, int count) {
		await().until(() -> buckets(dialect) == count);
	}

	static int buckets(Dialect dialect) {
		int count = 0;
		for (int bucket = 0; bucket < NewWebhook.BUCKETS; bucket++) {
			count += dialect.buckets().mayClaim(bucket) ? 1 : 0;
		}
		return count;
	}

	/** Wants its share, and claims nothing. */
	private static final class Idle implements Holder {

		@Override
		public boolean holds(int bucket) {
			return false;
		}

		@Override
		public void bucketsAdded() {
			// Nothing to claim.
		}

		@Override
		public Demand demand() {
			return Demand.FULL;
		}

	}

}
