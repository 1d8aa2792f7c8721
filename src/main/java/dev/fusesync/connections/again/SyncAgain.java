package dev.fusesync.connections.again;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.fusesync.deadletters.KeptWebhookQueries;
import dev.fusesync.deadletters.KeptWebhookQueries.Kept;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Store;
import dev.fusesync.store.StoreSettings;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/** Sends the newest synced webhook of a connection again whose body is kept. */
@Component
public class SyncAgain {

	/** Name of the action. */
	public static final String ACTION = "sync-again";

	/** Age from which the aggregator's token in a webhook may be too old. */
	private static final Duration TOKENS_AGE = Duration.ofMinutes(3);

	private static final int HOURS_OF_A_DAY = 24;

	private final KeptWebhookQueries kept;

	private final Duration keptFor;

	private final Clock clock;

	@Autowired
	SyncAgain(KeptWebhookQueries kept, StoreSettings settings, Store store) {
		this(kept, settings.keepBodies(), store.clock());
	}

	/** For tests that set the clock. */
	public SyncAgain(KeptWebhookQueries kept, Duration keptFor, Clock clock) {
		this.kept = kept;
		this.keptFor = keptFor;
		this.clock = clock;
	}

	/**
	 * Sends it again, or only says which one that would be.
	 * @param reason why; may be null
	 * @param by who decided
	 * @throws ResponseStatusException with 404 and a sentence if no body is kept
	 */
	public Sent send(String id, String reason, boolean dryRun, String by) {
		Kept newest = this.kept.newestSynced(NewWebhook.connectionKey(id)).orElseThrow(this::notKept);
		if (!dryRun && !this.kept.sendAgain(newest, reason, by)) {
			throw notKept();
		}
		return Sent.of(newest, dryRun, Duration.between(newest.received(), this.clock.instant()));
	}

	private ResponseStatusException notKept() {
		return new ResponseStatusException(HttpStatus.NOT_FOUND, "No body of this connection is kept: "
				+ (this.keptFor.isZero() ? "fuse.store.keep-bodies is 0" : "a body is kept for " + time() + " only"));
	}

	private String time() {
		long hours = this.keptFor.toHours();
		return (hours % HOURS_OF_A_DAY == 0) ? hours / HOURS_OF_A_DAY + " d" : hours + " h";
	}

	/**
	 * Response to the action.
	 *
	 * @param action sync-again
	 * @param dryRun whether nothing was done
	 * @param webhook id of the webhook
	 * @param type type of the webhook
	 * @param received when it was first received
	 * @param age how long ago that is, in seconds
	 * @param hint why Fuse may refuse it; null if it is young
	 * @param message what was done
	 */
	@JsonInclude(JsonInclude.Include.NON_NULL)
	public record Sent(String action, boolean dryRun, String webhook, String type, Instant received, long age,
			String hint, String message) {

		static Sent of(Kept webhook, boolean dryRun, Duration age) {
			String hint = (age.compareTo(TOKENS_AGE) > 0) ? "Fuse may refuse it: the aggregator's token in it may be "
					+ "too old (Plaid's is valid for about 5 minutes, Teller's for 3)." : null;
			return new Sent(ACTION, dryRun, webhook.id(), webhook.type(), webhook.received(), age.toSeconds(), hint,
					dryRun ? "Nothing was done yet." : "It waits in the inbox again and is synced next.");
		}

	}

}
