package dev.fusesync.overview;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import dev.fusesync.overview.Overview.Queue;

/**
 * The most important thing that is wrong.
 *
 * @param state ok, attention, paused or down
 * @param sentence what is wrong, for whom, since when, and what to do
 * @param help a page of the documents and a heading, with #
 * @param page the page of the management port that shows what is concerned; null for none
 */
record OverviewState(String state, String sentence, String help, String page) {

	static final String ATTENTION = "attention";

	/**
	 * The first that applies counts. What anybody on the internet can cause stands behind
	 * what is certainly wrong.
	 */
	private static final List<Function<Facts, Optional<OverviewState>>> CHECKS = List.of(Standstill::store,
			Standstill::receiving, Standstill::breaker, Attention::credentials, Attention::certificates,
			Standstill::others, Attention::deadLetters, Attention::forged, Attention::oldest);

	static OverviewState of(Facts facts) {
		return CHECKS.stream().flatMap((check) -> check.apply(facts).stream()).findFirst().orElseGet(() -> ok(facts));
	}

	private static OverviewState ok(Facts facts) {
		long waiting = facts.queues().values().stream().mapToLong(Queue::waiting).sum();
		return new OverviewState("ok",
				"Webhooks are received and synced. "
						+ ((waiting == 0) ? "None waits." : Wording.number(waiting, "waits.", "wait.")),
				"operating#where-to-look-first", null);
	}

}
