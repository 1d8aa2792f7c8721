package dev.fusesync.sync;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.util.Map;

import org.apache.camel.http.base.HttpOperationFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SyncFailureTest {

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "{\"code\":\"aggregator_error\"}|Fuse answered 500 with aggregator_error.",
					"{\"code\":7}|Fuse answered 500 with 7.", "{\"code\":\"never show this\"}|Fuse answered 500.",
					"{\"code\":{\"a\":1}}|Fuse answered 500.", "<html>never-show-this|Fuse answered 500.",
					"[]|Fuse answered 500.", "|Fuse answered 500." })
	void readsWhateverFuseAnswered(String body, String reason) {
		assertThat(SyncFailure.reason(new HttpOperationFailedException("http://x", 500, "", null, Map.of(), body)))
			.isEqualTo(reason);
	}

	@Test
	void tellsNoAnswerFromNoConnection() {
		assertThat(SyncFailure.reason(new SocketTimeoutException("Read timed out")))
			.isEqualTo("Fuse did not answer in time (Read timed out).");
		assertThat(SyncFailure.reason(new ConnectException("refused")))
			.isEqualTo("Fuse could not be reached (refused).");
	}

	@Test
	void quotesNoUnexpectedError() {
		assertThat(SyncFailure.reason(new IllegalStateException("never-show-this")))
			.isEqualTo("An unexpected IllegalStateException stopped it.");
	}

}
