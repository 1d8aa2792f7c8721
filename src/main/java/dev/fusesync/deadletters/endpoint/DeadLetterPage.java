package dev.fusesync.deadletters.endpoint;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.fusesync.deadletters.BadRequest;
import dev.fusesync.deadletters.DeadLetter;
import dev.fusesync.deadletters.DeadLetterFilter;
import dev.fusesync.deadletters.DeadLetterQueue;

/**
 * A page of a list of dead letters.
 *
 * @param total how many match, on whatever page
 * @param entries those of this page
 */
record DeadLetterPage(int total, List<DeadLetter> entries) {

	private static final int DEFAULT_LIMIT = 50;

	private static final int LARGEST_LIMIT = 500;

	/**
	 * Reads the dead letters that match.
	 * @param after id of the one before the first, null to begin with the oldest
	 */
	static DeadLetterPage of(DeadLetterQueue queue, DeadLetterFilter filter, int limit, String after) {
		AtomicInteger total = new AtomicInteger();
		AtomicInteger toSkip = new AtomicInteger((after != null) ? 1 : 0);
		List<DeadLetter> entries = new ArrayList<>();
		queue.visit((deadLetter) -> {
			if (filter.test(deadLetter)) {
				total.incrementAndGet();
				if (toSkip.get() == 0 && entries.size() < limit) {
					entries.add(deadLetter);
				}
			}
			if (deadLetter.id().equals(after)) {
				toSkip.set(0);
			}
			return true;
		});
		if (toSkip.get() > 0) {
			throw DeadLettersEndpoint.gone();
		}
		return new DeadLetterPage(total.get(), entries);
	}

	/** Reads how many entries a person wants. */
	static int limit(String limit) {
		int number = (limit == null) ? DEFAULT_LIMIT : limit.matches("\\d{1,3}") ? Integer.parseInt(limit) : 0;
		if (number < 1 || number > LARGEST_LIMIT) {
			throw new BadRequest("The limit is a number from 1 to " + LARGEST_LIMIT);
		}
		return number;
	}

}
