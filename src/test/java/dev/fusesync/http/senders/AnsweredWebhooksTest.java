package dev.fusesync.http.senders;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;

import dev.fusesync.settings.MetricSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.ServletOutputStream;
import org.apache.catalina.Valve;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;

/** What a sender from a network that is not allowed gets, and gets to. */
class AnsweredWebhooksTest {

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final AnsweredWebhooks valve = new AnsweredWebhooks("/webhook",
			new Senders(new SenderSettings(List.of("192.0.2.0/24"), List.of(), "")),
			(probe) -> probe.getRequestURI().equals("/readyz"), this.meters,
			new MetricSettings(Set.of(), Set.of(), Duration.ofSeconds(15)), new RejectionLog(Clock.systemUTC()));

	private final Valve next = mock(Valve.class);

	private final Request request = mock(Request.class);

	private final Response response = mock(Response.class);

	@BeforeEach
	void receive() throws Exception {
		this.valve.setNext(this.next);
		given(this.request.getRequestURI()).willReturn("/webhook");
		given(this.request.getCoyoteRequest()).willReturn(new org.apache.coyote.Request());
		given(this.response.getOutputStream()).willReturn(mock(ServletOutputStream.class));
		willAnswer((set) -> given(this.request.getAttribute(set.getArgument(0))).willReturn(set.getArgument(1)))
			.given(this.request)
			.setAttribute(any(), any());
		willAnswer((set) -> given(this.response.getStatus()).willReturn(set.getArgument(0))).given(this.response)
			.setStatus(403);
	}

	@Test
	void answers403ToAnotherNetworkBeforeTheBodyIsRead() throws Exception {
		given(this.request.getRemoteAddr()).willReturn("203.0.113.1");
		this.valve.invoke(this.request, this.response);
		this.valve.log(this.request, this.response, 0);
		verify(this.response).setStatus(403);
		verify(this.response).setHeader("Connection", "close");
		verify(this.next, never()).invoke(any(), any());
		verify(this.request, never()).getInputStream();
		assertThat(count("network")).isEqualTo(1);
		assertThat(count("forged")).isZero();
	}

	@Test
	void letsAnAllowedNetworkIn() throws Exception {
		given(this.request.getRemoteAddr()).willReturn("192.0.2.1");
		this.valve.invoke(this.request, this.response);
		verify(this.next).invoke(this.request, this.response);
	}

	/** The kubelet's address is none of a sender's networks. */
	@Test
	void letsAProbeInFromAnywhere() throws Exception {
		given(this.request.getRemoteAddr()).willReturn("203.0.113.1");
		given(this.request.getRequestURI()).willReturn("/readyz");
		this.valve.invoke(this.request, this.response);
		verify(this.next).invoke(this.request, this.response);
	}

	@Test
	void answers403OnOtherPathsTooAndCountsWebhooksOnly() throws Exception {
		given(this.request.getRemoteAddr()).willReturn("203.0.113.1");
		given(this.request.getRequestURI()).willReturn("/elsewhere");
		this.valve.invoke(this.request, this.response);
		this.valve.log(this.request, this.response, 0);
		verify(this.next, never()).invoke(any(), any());
		assertThat(this.meters.get("fuse.webhooks.received").counters()).allMatch((counter) -> counter.count() == 0);
	}

	private double count(String outcome) {
		return this.meters.get("fuse.webhooks.received").tag("outcome", outcome).counter().count();
	}

}
