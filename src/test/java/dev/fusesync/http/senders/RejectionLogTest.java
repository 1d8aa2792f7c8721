package dev.fusesync.http.senders;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

import dev.fusesync.http.Outcome;
import dev.fusesync.settings.MetricSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/** How often, and of whom, the log says that a webhook was rejected. */
@ExtendWith(OutputCaptureExtension.class)
class RejectionLogTest {

	private Instant now = Instant.EPOCH;

	private final Clock clock = mock(Clock.class, (call) -> this.now);

	private final RejectionLog log = new RejectionLog(this.clock);

	@Test
	void saysTheFirstAtOnceAndThenHowManyMoreEveryTenSeconds(CapturedOutput output) {
		for (int i = 0; i < 1000; i++) {
			this.log.rejected(Outcome.FORGED, 403, "192.0.2.1");
		}
		assertThat(lines(output)).containsExactly("Rejected a webhook from 192.0.2.1 with 403 (forged)");
		this.now = this.now.plusMillis(9_999);
		this.log.rejected(Outcome.FORGED, 403, "192.0.2.1");
		assertThat(lines(output)).hasSize(1);
		this.now = this.now.plusMillis(1);
		this.log.rejected(Outcome.FORGED, 403, "192.0.2.2");
		assertThat(lines(output)).hasSize(2)
			.last()
			.isEqualTo("Rejected a webhook from 192.0.2.2 with 403 (forged), and 1000 more since the last such line");
		this.now = this.now.plusSeconds(10);
		this.log.rejected(Outcome.FORGED, 403, "192.0.2.3");
		assertThat(lines(output)).last().isEqualTo("Rejected a webhook from 192.0.2.3 with 403 (forged)");
	}

	@Test
	void aFloodOfOneKindHidesNoOther(CapturedOutput output) {
		for (int i = 0; i < 100; i++) {
			this.log.rejected(Outcome.FORGED, 403, "192.0.2.1");
			this.log.rejected(Outcome.MALFORMED, 400, "192.0.2.1");
			this.log.rejected(Outcome.TOO_LARGE, 413, "192.0.2.1");
		}
		assertThat(lines(output)).hasSize(3);
	}

	@Test
	void namesTheSender(CapturedOutput output) {
		answered(403, "/webhook");
		assertThat(lines(output)).containsExactly("Rejected a webhook from 192.0.2.9 with 403 (forged)");
	}

	@Test
	void saysNothingOfWhatIsAcceptedOrOurOwnFault(CapturedOutput output) {
		answered(200, "/webhook");
		answered(503, "/webhook");
		answered(404, "/elsewhere");
		assertThat(lines(output)).isEmpty();
	}

	private void answered(int status, String path) {
		Request request = mock(Request.class);
		Response response = mock(Response.class);
		given(request.getRequestURI()).willReturn(path);
		given(request.getRemoteAddr()).willReturn("192.0.2.9");
		given(response.getStatus()).willReturn(status);
		Senders senders = new Senders(new SenderSettings(List.of(), List.of(), ""));
		new AnsweredWebhooks("/webhook", senders, (probe) -> false, new SimpleMeterRegistry(),
				new MetricSettings(Set.of(), Set.of(), Duration.ofSeconds(15)), this.log)
			.log(request, response, 0);
	}

	private static List<String> lines(CapturedOutput output) {
		return output.toString()
			.lines()
			.filter((line) -> line.contains("Rejected a webhook"))
			.map((line) -> line.substring(line.indexOf("Rejected a webhook")))
			.toList();
	}

}
