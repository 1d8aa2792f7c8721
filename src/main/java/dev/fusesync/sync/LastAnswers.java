package dev.fusesync.sync;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

import dev.fusesync.notices.Condition;
import dev.fusesync.sync.failure.FailureClass;
import org.springframework.stereotype.Component;

/**
 * The last response to the credentials of each aggregator. A person is told when it is
 * that they are wrong.
 */
@Component
class LastAnswers implements Condition {

	private final Map<String, Answer> answers = new ConcurrentHashMap<>();

	private final Clock clock = Clock.systemUTC();

	void note(String source, CallResult result) {
		if (result.isAboutCredentials()) {
			this.answers.put(source, new Answer(this.clock.instant().truncatedTo(ChronoUnit.SECONDS), result));
		}
	}

	@Override
	public String kind() {
		return "credentials";
	}

	/** What concerns all aggregators opens the circuit breaker, which is told itself. */
	@Override
	public Map<String, Present> present() {
		Map<String, Present> present = new TreeMap<>();
		this.answers.forEach((source, answer) -> {
			if (answer.result().failureClass().equals(FailureClass.AGGREGATOR.value())) {
				present.put(source, new Present("The credentials of " + source + " are refused: "
						+ answer.result().sentence() + " Only its webhooks wait."));
			}
		});
		return present;
	}

	/** Nothing has ended if they are refused for another reason now. */
	@Override
	public String over(String subject) {
		return this.answers.get(subject).result().isRefused() ? null
				: "The credentials of " + subject + " are accepted again.";
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
