package dev.fusesync.sync;

import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.springframework.stereotype.Component;

/** What holds for every call that a route makes over HTTP. */
@Component
class OutboundCalls implements HttpClientConfigurer {

	private final AnswerBounds bounds;

	private final TraceContext trace;

	OutboundCalls(AnswerBounds bounds, TraceContext trace) {
		this.bounds = bounds;
		this.trace = trace;
	}

	@Override
	public void configureHttpClient(HttpClientBuilder builder) {
		builder.addExecInterceptorFirst("answer-bounds", this.bounds).addRequestInterceptorLast(this.trace);
	}

}
