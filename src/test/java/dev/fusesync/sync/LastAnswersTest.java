package dev.fusesync.sync;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Which answers about credentials a person is told of. */
class LastAnswersTest {

	private final LastAnswers answers = new LastAnswers();

	@Test
	void tellsOfAnAggregatorUntilItIsSynced() {
		this.answers.note("plaid", failed("aggregator", "Fuse answered 400 with missing_plaid_secret_header."));
		assertThat(this.answers.present()).containsOnlyKeys("plaid");
		assertThat(this.answers.present().get("plaid").text()).isEqualTo("The credentials of plaid are refused: "
				+ "Fuse answered 400 with missing_plaid_secret_header. Only its webhooks wait.");
		this.answers.note("plaid", failed("transient", "Fuse answered 503."));
		assertThat(this.answers.present()).as("which says nothing of them").containsOnlyKeys("plaid");
		this.answers.note("plaid", CallResult.of(null));
		assertThat(this.answers.present()).isEmpty();
		assertThat(this.answers.over("plaid")).isEqualTo("The credentials of plaid are accepted again.");
	}

	@Test
	void leavesWhatConcernsAllToTheCircuitBreaker() {
		this.answers.note("plaid", failed("aggregator", "Fuse answered 400 with missing_plaid_secret_header."));
		this.answers.note("plaid", failed("configuration", "Fuse answered 401 with invalid_headers."));
		assertThat(this.answers.present()).isEmpty();
		assertThat(this.answers.over("plaid")).as("they are not accepted").isNull();
	}

	private static CallResult failed(String failureClass, String sentence) {
		return new CallResult("failed", "4xx", failureClass, sentence);
	}

}
