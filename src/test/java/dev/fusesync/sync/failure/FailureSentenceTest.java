package dev.fusesync.sync.failure;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class FailureSentenceTest {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "{\"code\":\"aggregator_error\"}|Fuse answered 500 with aggregator_error.",
					"{\"code\":7}|Fuse answered 500 with 7.", "{\"code\":\"never show this\"}|Fuse answered 500.",
					"{\"code\":{\"a\":1}}|Fuse answered 500.", "<html>never-show-this|Fuse answered 500.",
					"[]|Fuse answered 500.", "''|Fuse answered 500." })
	void readsWhateverFuseAnswered(String body, String sentence) {
		FuseAnswer answer = FuseAnswer.of(body.getBytes(StandardCharsets.UTF_8));
		SyncFailedException failure = new SyncFailedException(FailureClass.TRANSIENT, 500, answer, null);
		assertThat(FailureSentence.of(failure)).isEqualTo(sentence);
	}

	@Test
	void tellsNoAnswerFromNoConnection() {
		assertThat(FailureSentence.of(new SocketTimeoutException("Read timed out")))
			.isEqualTo("No answer in time (Read timed out).");
		assertThat(FailureSentence.of(new ConnectException("refused"))).isEqualTo("No connection (refused).");
	}

	@Test
	void quotesNoUnexpectedError() {
		assertThat(FailureSentence.of(new IllegalStateException("never-show-this")))
			.isEqualTo("An unexpected IllegalStateException stopped it.");
	}

}
