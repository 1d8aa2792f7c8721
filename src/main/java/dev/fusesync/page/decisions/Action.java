package dev.fusesync.page.decisions;

/**
 * What a person can decide about webhooks.
 *
 * @param name the endpoint's word for it
 * @param title the verb, with a place for the object
 * @param consequence what it does
 * @param needsReason whether a reason must be given
 * @param example a reason that one could give
 */
record Action(String name, String title, String consequence, boolean needsReason, String example) {

	static final Action REPLAY = new Action("replay", "Replay %s",
			"What is replayed goes back to its queue and gets all its attempts again.", false, "Fuse has corrected it");

	static final Action DISCARD = new Action("discard", "Discard %s",
			"The body is deleted for ever. Fuse will not get what is discarded.", true, "The customer left");

	static final Action RETRY = new Action("retry", "Retry %s now",
			"The next attempt is made now instead of when it is due. The attempts so far still count.", false,
			"The secret is corrected");

	static final Action GIVE_UP = new Action("give-up", "Give up %s",
			"There is no further attempt. What is given up becomes a dead letter: it keeps its body and can be replayed.",
			true, "The aggregator is no longer used");

}
