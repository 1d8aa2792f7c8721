package dev.fusesync.sync.client;

import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.springframework.stereotype.Component;

/** What holds for every call that a route makes over HTTP. */
@Component
class OutboundCalls implements HttpClientConfigurer {

	private final CallTimeLimit time;

	private final ResponseLimit response;

	private final TraceContext trace;

	OutboundCalls(CallTimeLimit time, ResponseLimit response, TraceContext trace) {
		this.time = time;
		this.response = response;
		this.trace = trace;
	}

	@Override
	public void configureHttpClient(HttpClientBuilder builder) {
		// The one added last is asked first, so the time includes reading the response.
		builder.addExecInterceptorFirst("response-limit", this.response)
			.addExecInterceptorFirst("call-time-limit", this.time)
			.addRequestInterceptorLast(this.trace);
	}

}
