package dev.fusesync.deadletters.endpoint;

import java.time.Instant;
import java.util.List;

import dev.fusesync.deadletters.BadRequest;
import dev.fusesync.deadletters.BulkRun;
import dev.fusesync.deadletters.DeadLetter;
import dev.fusesync.deadletters.DeadLetterFilter;
import dev.fusesync.deadletters.DeadLetterQueue;
import dev.fusesync.deadletters.Decision;
import dev.fusesync.deadletters.Opened;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.http.HttpStatus;
import org.springframework.lang.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * Shows, replays and discards dead letters, over HTTP on the management port and over
 * JMX. A request that makes no sense gets a 400, a dead letter that is gone a 404, both
 * with a sentence; over JMX these are exceptions with that sentence.
 */
@Component
@Endpoint(id = "deadletters")
class DeadLettersEndpoint {

	private final DeadLetterQueue queue;

	private final BulkRun bulk;

	DeadLettersEndpoint(DeadLetterQueue queue, BulkRun bulk) {
		this.queue = queue;
		this.bulk = bulk;
	}

	/**
	 * A page of the dead letters that match, oldest first.
	 * @param olderThan parked at least so long ago, as PT30M or 30m
	 * @param limit how many to show, 1 to 500, default 50
	 * @param after id of the last one of the page before
	 */
	@ReadOperation
	DeadLetterPage list(@Nullable String failureClass, @Nullable String code, @Nullable String source,
			@Nullable String connection, @Nullable String olderThan, @Nullable String limit, @Nullable String after) {
		DeadLetterFilter filter = DeadLetterFilter.of(failureClass, code, source, connection, olderThan, Instant.now());
		return DeadLetterPage.of(this.queue, filter, DeadLetterPage.limit(limit), after);
	}

	/**
	 * One dead letter with its body, customer's data and secrets masked.
	 * {@link UnmaskedDeadLetters} shows it over HTTP.
	 */
	@ReadOperation
	Opened show(@Selector String id) {
		return this.queue.open(id).orElseThrow(DeadLettersEndpoint::gone);
	}

	/**
	 * Replays or discards one dead letter.
	 * @param action replay or discard
	 * @param reason why; a must for discard
	 */
	@WriteOperation
	Moved decide(@Selector String id, @Nullable String action, @Nullable String reason) {
		Decision decision = Decision.of(action, reason);
		this.queue.choose(List.of(id));
		return new Moved(decision.action(), decision.carryOut(this.queue, id).orElseThrow(DeadLettersEndpoint::gone));
	}

	/**
	 * Replays or discards all dead letters that match and lie there now, in the
	 * background.
	 * @param all true for every one; a must without a filter, and refused with one
	 * @param dryRun only count them; default true
	 */
	@WriteOperation
	DecidedMany decideMany(@Nullable String action, @Nullable String reason, @Nullable String failureClass,
			@Nullable String code, @Nullable String source, @Nullable String connection, @Nullable String olderThan,
			@Nullable String all, @Nullable String dryRun) {
		Decision decision = Decision.of(action, reason);
		boolean onlyCount = flag("dryRun", dryRun, true);
		Instant now = Instant.now();
		DeadLetterFilter filter = DeadLetterFilter.of(failureClass, code, source, connection, olderThan, now)
			.orAll(flag("all", all, false))
			.until(now);
		int found = DeadLetterPage.of(this.queue, filter, 1, null).total();
		if (onlyCount) {
			return DecidedMany.of(decision, filter, found, true);
		}
		if (!this.bulk.start(decision, filter)) {
			throw new ResponseStatusException(HttpStatus.CONFLICT,
					"Many dead letters are being replayed or discarded already; the log says when that is done");
		}
		return DecidedMany.of(decision, filter, found, false);
	}

	private static boolean flag(String name, String value, boolean unsaid) {
		if (value != null && !value.equals("true") && !value.equals("false")) {
			throw new BadRequest("The value of " + name + " is true or false");
		}
		return (value != null) ? value.equals("true") : unsaid;
	}

	static ResponseStatusException gone() {
		return new ResponseStatusException(HttpStatus.NOT_FOUND,
				"There is no such dead letter; it may have been replayed or discarded");
	}

	/**
	 * Answers what was done with one.
	 *
	 * @param deadLetter as it was
	 */
	record Moved(String action, DeadLetter deadLetter) {
	}

}
