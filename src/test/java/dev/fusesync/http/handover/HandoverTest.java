package dev.fusesync.http.handover;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;

import dev.fusesync.http.WebhookSettings;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.ArgumentCaptor;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.willAnswer;
import static org.mockito.BDDMockito.willThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.spy;
import static org.mockito.Mockito.verify;

/** Who answers a request that was handed over: the route or the time limit, and once. */
@ExtendWith(OutputCaptureExtension.class)
class HandoverTest {

	private final MockHttpServletRequest request = new MockHttpServletRequest("POST", "/webhook");

	private final MockHttpServletResponse response = spy(new MockHttpServletResponse());

	private final SpringBootPlatformHttpConsumer route = mock(SpringBootPlatformHttpConsumer.class);

	private final CompletableFuture<Void> end = new CompletableFuture<>();

	private final Handover handover = new Handover(this.request, this.response,
			Binder.get(new MockEnvironment()).bindOrCreate("fuse.webhook", WebhookSettings.class));

	private HttpServletResponse handOver() {
		this.request.setAsyncSupported(true);
		given(this.route.service(any(), any())).willReturn(this.end);
		this.handover.to(this.route, Duration.ofSeconds(4));
		ArgumentCaptor<HttpServletResponse> held = ArgumentCaptor.forClass(HttpServletResponse.class);
		verify(this.route).service(any(HttpServletRequest.class), held.capture());
		return held.getValue();
	}

	@Test
	void sendsWhatTheRouteResponds() throws IOException {
		HttpServletResponse held = handOver();
		held.setStatus(202);
		held.setContentType("text/plain");
		held.addHeader("X-Webhook-Id", "7");
		held.setIntHeader("Retry-After", 5);
		held.addCookie(new Cookie("a", "b"));
		held.getOutputStream().write('o');
		held.getWriter().print("k\u00e4");
		held.flushBuffer();
		assertThat(this.response.getHeaderNames()).as("it may be too late yet").isEmpty();
		assertThat(this.request.isAsyncStarted()).isTrue();
		this.end.complete(null);
		assertThat(this.request.isAsyncStarted()).isFalse();
		assertThat(this.response.getStatus()).isEqualTo(202);
		assertThat(this.response.getHeader("X-Webhook-Id")).isEqualTo("7");
		assertThat(this.response.getHeader("Retry-After")).isEqualTo("5");
		assertThat(this.response.getCookie("a")).isNotNull();
		assertThat(this.response.getContentType()).isEqualTo("text/plain");
		assertThat(this.response.getContentAsByteArray()).isEqualTo("ok\u00e4".getBytes("UTF-8"));
		assertThat(this.response.getContentLength()).isEqualTo(4);
	}

	@Test
	void sendsItAtOnceAndBeforeTheRequestEnds() throws IOException {
		HttpServletResponse held = handOver();
		held.getWriter().print("ok");
		List<String> flushed = new ArrayList<>();
		willAnswer((flush) -> flushed.add(this.response.getContentAsString() + this.request.isAsyncStarted()))
			.given(this.response)
			.flushBuffer();
		this.end.complete(null);
		assertThat(flushed).containsExactly("oktrue");
		assertThat(this.request.isAsyncStarted()).isFalse();
	}

	@Test
	void doesNotWaitForAStrangerToReadWhatItIsRefusedWith() throws IOException {
		handOver().setStatus(403);
		this.end.complete(null);
		verify(this.response, never()).flushBuffer();
		assertThat(this.response.getStatus()).isEqualTo(403);
		assertThat(this.request.isAsyncStarted()).isFalse();
	}

	@Test
	void endsTheRequestOfASenderThatHasDisconnected(CapturedOutput output) throws IOException {
		handOver();
		willThrow(new IOException("Broken pipe")).given(this.response).flushBuffer();
		this.end.complete(null);
		assertThat(this.request.isAsyncStarted()).isFalse();
		assertThat(output).doesNotContain("The response was not sent");
	}

	@Test
	void sendsAnErrorAsJson() throws IOException {
		HttpServletResponse held = handOver();
		held.getOutputStream().print("half");
		held.sendError(503, "echoed");
		this.end.complete(null);
		assertThat(this.response.getStatus()).isEqualTo(503);
		assertThat(this.response.getHeader("Retry-After")).isEqualTo("5");
		assertThat(this.response.getContentAsString()).isEqualTo("{\"message\":\"Service Unavailable\"}");
	}

	@Test
	void forgetsWhatWasReset() throws IOException {
		HttpServletResponse held = handOver();
		held.setStatus(500);
		held.addHeader("X-Webhook-Id", "7");
		held.getWriter().print("half");
		held.reset();
		held.getWriter().print("whole");
		this.end.complete(null);
		assertThat(this.response.getStatus()).isEqualTo(200);
		assertThat(this.response.containsHeader("X-Webhook-Id")).isFalse();
		assertThat(this.response.getContentAsString()).isEqualTo("whole");
	}

	@Test
	void answers503AfterTheTimeLimitAndNothingElse() throws IOException {
		HttpServletResponse held = handOver();
		held.getWriter().print("late");
		this.handover.onTimeout(event());
		this.end.complete(null);
		assertThat(this.request.isAsyncStarted()).isFalse();
		assertThat(this.response.getStatus()).isEqualTo(503);
		assertThat(this.response.getContentAsString()).isEqualTo("{\"message\":\"Service Unavailable\"}");
	}

	@Test
	void writesNothingForASenderThatHasDisconnected() throws IOException {
		HttpServletResponse held = handOver();
		held.getWriter().print("late");
		this.handover.onError(event());
		this.end.complete(null);
		assertThat(this.response.getContentAsString()).isEmpty();
	}

	@Test
	void answers503AfterAnErrorOfTheRoute() throws IOException {
		HttpServletResponse held = handOver();
		held.getOutputStream().print("the body that was received");
		this.end.completeExceptionally(new StackOverflowError());
		assertThat(this.response.getStatus()).isEqualTo(503);
		assertThat(this.response.getContentAsString()).isEqualTo("{\"message\":\"Service Unavailable\"}");
	}

	@Test
	void keepsItsCharsetAndItsRedirection() throws IOException {
		HttpServletResponse held = handOver();
		held.setCharacterEncoding("ISO-8859-1");
		held.getWriter().print("\u00e4");
		held.sendRedirect("/other");
		assertThat(held.getCharacterEncoding()).isEqualTo("ISO-8859-1");
		this.end.complete(null);
		assertThat(this.response.getContentAsByteArray()).containsExactly(0xe4);
		assertThat(this.response.getStatus()).isEqualTo(302);
		assertThat(this.response.getHeader("Location")).isEqualTo("/other");
	}

	@Test
	void answers503IfNoThreadIsLeft() throws IOException {
		this.request.setAsyncSupported(true);
		given(this.route.service(any(), any())).willThrow(new RejectedExecutionException());
		this.handover.to(this.route, Duration.ofSeconds(4));
		assertThat(this.response.getStatus()).isEqualTo(503);
		assertThat(this.response.getHeader("Retry-After")).isEqualTo("5");
	}

	private AsyncEvent event() {
		return new AsyncEvent((MockAsyncContext) this.request.getAsyncContext());
	}

}
