package dev.fusesync.sync;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.stereotype.Component;

/** The last response to the credentials of each aggregator. */
@Component
class LastAnswers {

	private final Map<String, Answer> answers = new ConcurrentHashMap<>();

	private final Clock clock = Clock.systemUTC();

	void note(String source, CallResult result) {
		if (result.isAboutCredentials()) {
			this.answers.put(source, new Answer(this.clock.instant().truncatedTo(ChronoUnit.SECONDS), result));
		}
	}

	Map<String, Answer> bySource() {
		return Map.copyOf(this.answers);
	}

	/**
	 * The last call whose result depended on the credentials.
	 *
	 * @param time when it ended
	 * @param result how it ended
	 */
	record Answer(Instant time, CallResult result) {

		@Override
		public String toString() {
			return this.time + ": " + this.result.sentence();
		}

	}

}
