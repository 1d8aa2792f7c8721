package dev.fusesync.overview;

import java.util.Optional;

import dev.fusesync.overview.Overview.Queue;
import dev.fusesync.overview.activity.Minute;
import dev.fusesync.overview.cluster.Breaker;
import dev.fusesync.store.Queues;

/** What stops webhooks from being received or synced. */
final class Standstill {

	private static final String WAITING = "waiting";

	private Standstill() {
	}

	static Optional<OverviewState> store(Facts facts) {
		return Optional.ofNullable(facts.disk().reason())
			.map((reason) -> new OverviewState("down",
					"Webhooks are answered with 503: " + Wording.dotted(reason) + unavailable(facts),
					"operating#" + (facts.disk().isShort() ? "the-disk-is-full" : "store-and-disk"), null));
	}

	static Optional<OverviewState> receiving(Facts facts) {
		return facts.receiving() ? Optional.empty()
				: Optional.of(new OverviewState("down",
						"No running route takes webhooks. Start the route receive, in Hawtio for example.",
						"operating#your-routes", null));
	}

	static Optional<OverviewState> breaker(Facts facts) {
		return facts.instances()
			.stream()
			.filter((one) -> one.here() && !one.breaker().syncs())
			.findFirst()
			.map((one) -> one.breaker().waitsForARoute() ? stopped(one.breaker(), facts) : open(one.breaker(), facts));
	}

	private static OverviewState stopped(Breaker breaker, Facts facts) {
		return new OverviewState("paused",
				"Nothing is synced: " + Wording.dotted(breaker.reason()) + " " + waiting(facts) + ".",
				"operating#your-routes", WAITING);
	}

	private static OverviewState open(Breaker breaker, Facts facts) {
		if (breaker.tests() && isEmpty(facts) && !facts.refusedByFuse()) {
			return new OverviewState(OverviewState.ATTENTION,
					"Fuse could not be called since " + Wording.of(breaker.since(), facts.at()) + ": "
							+ Wording.dotted(breaker.reason())
							+ " None waits: the next webhook tests whether it is back.",
					"operating#fuse-cannot-be-reached", null);
		}
		String sentence = "Nothing is synced since " + Wording.of(breaker.since(), facts.at()) + ": "
				+ Wording.dotted(breaker.reason()) + " " + waiting(facts);
		String next = (breaker.nextAttempt() != null)
				? " The next attempt is at " + Wording.exact(breaker.nextAttempt()) + "." : "";
		return facts.refusedByFuse()
				? new OverviewState("down", sentence
						+ ". Correct FUSE_API_KEY, FUSE_CLIENT_ID or FUSE_BASE_PATH, or the file that it names.",
						"operating#fuse-refuses-us", WAITING)
				: new OverviewState("paused", sentence + " until Fuse is back, none is lost." + next,
						"operating#fuse-cannot-be-reached", WAITING);
	}

	static Optional<OverviewState> others(Facts facts) {
		return facts.instances()
			.stream()
			.filter((one) -> !one.here() && one.breaker() != null && !one.breaker().syncs())
			// Its connections were handed over if another one can call Fuse.
			.filter((one) -> !one.breaker().tests() || !isEmpty(facts))
			.findFirst()
			.map((one) -> new OverviewState(OverviewState.ATTENTION,
					"The " + one.title() + " syncs nothing"
							+ ((one.breaker().reason() != null) ? ": " + Wording.dotted(one.breaker().reason()) : "."),
					"operating#fuse", WAITING));
	}

	private static String unavailable(Facts facts) {
		long unavailable = facts.minutes().stream().mapToLong(Minute::unavailable).sum();
		return (unavailable == 0) ? "" : " " + Wording.number(unavailable, "was", "were")
				+ " in the last hour: Fuse has to send " + ((unavailable == 1) ? "it" : "them") + " again.";
	}

	private static boolean isEmpty(Facts facts) {
		Queue inbox = facts.queues().get(Queues.INBOX);
		return inbox == null || inbox.waiting() == 0;
	}

	private static String waiting(Facts facts) {
		Queue inbox = facts.queues().get(Queues.INBOX);
		return isEmpty(facts) ? "Webhooks are still received, and wait"
				: Wording.number(inbox.waiting(), "webhook waits", "webhooks wait");
	}

}
