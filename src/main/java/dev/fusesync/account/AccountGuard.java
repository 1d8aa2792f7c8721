package dev.fusesync.account;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import dev.fusesync.account.AccountQueries.Account;
import dev.fusesync.settings.SettingsException;
import dev.fusesync.store.Dialect;
import dev.fusesync.store.Store;
import dev.fusesync.sync.SyncTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Stops the start if the store has webhooks that were received for another account of
 * Fuse, that is, another client id or address. The first start remembers both, the client
 * id as a salted hash. A new API key makes no difference.
 */
@Component
class AccountGuard {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	private static final int CODE_LENGTH = 8;

	private final AccountQueries queries;

	private final SyncTarget target;

	/** Of the client id that was last seen. */
	private volatile Account known;

	AccountGuard(Store store, Dialect database, SyncTarget target, AccountSettings settings) {
		this.queries = new AccountQueries(store);
		this.target = target;
		Account before = this.queries.find().orElseGet(this::first);
		Account now = account(before.salt());
		this.known = now;
		if (now.equals(before)) {
			return;
		}
		boolean adopted = settings.adopt().equals(code(now));
		if (!adopted && this.queries.hasBodies()) {
			throw refused("The store " + database.place() + " belongs to another account of Fuse: " + fault(before, now)
					+ " when its webhooks were received.", now);
		}
		if (!adopted && this.queries.hasOtherInstances()) {
			throw refused("An instance for another account of Fuse runs on the store " + database.place()
					+ ", or ended less than 30 s ago: its " + (before.basePath().equals(now.basePath())
							? "FUSE_CLIENT_ID is another one." : "FUSE_BASE_PATH is " + before.basePath() + "."),
					now);
		}
		remember(() -> this.queries.update(now));
		LOG.info("The store belongs to the account {} at {} from now on", code(now), now.basePath());
	}

	/**
	 * A client id in a file may be corrected while the program runs, and counts from the
	 * next call on. Then it must not stop a later start.
	 */
	@Scheduled(initialDelay = 30, fixedDelay = 30, timeUnit = TimeUnit.SECONDS)
	void followFile() {
		try {
			Account now = account(this.known.salt());
			if (!now.equals(this.known)) {
				this.queries.update(now);
				this.known = now;
				LOG.warn("The client id has changed, and what waits is synced with the new one: the store belongs to "
						+ "the account {} from now on", code(now));
			}
		}
		catch (UncheckedIOException | IllegalStateException ex) {
			LOG.debug("The file of the client id or the store is not usable now", ex);
		}
	}

	/** Two programs may start for the first time at once: then one of them wins. */
	private Account first() {
		Account account = account(UUID.randomUUID().toString());
		remember(() -> this.queries.insert(account));
		return this.queries.find().orElse(account);
	}

	/** A disk that is full does not stop the start. */
	private static void remember(Runnable write) {
		try {
			write.run();
		}
		catch (IllegalStateException ex) {
			LOG.warn("To which account of Fuse the store belongs is written at the next start: {}", ex.getMessage());
		}
	}

	private Account account(String salt) {
		return new Account(this.target.address(), this.target.clientHash(salt), salt);
	}

	/** Changes with client id and address, and tells neither. */
	private static String code(Account account) {
		return SyncTarget.hash(account.toString()).substring(0, CODE_LENGTH);
	}

	private static String fault(Account before, Account now) {
		return before.basePath().equals(now.basePath()) ? "FUSE_CLIENT_ID is not the one"
				: "FUSE_BASE_PATH is " + now.basePath() + ", not " + before.basePath() + " as it was,";
	}

	private static SettingsException refused(String fault, Account now) {
		return new SettingsException(List.of(fault),
				"Correct FUSE_CLIENT_ID and FUSE_BASE_PATH, or give this account a store of its own: another "
						+ "FUSE_STORE_DIRECTORY, or another schema in SPRING_DATASOURCE_URL. If the change is meant, for "
						+ "example since the client id was mistyped before, start with FUSE_ACCOUNT_ADOPT=" + code(now)
						+ ". Then all that waits, and what is replayed, is synced to the account of now.");
	}

}
