package dev.fusesync.sync.client;

import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.springframework.stereotype.Component;

/** Configures the HTTP client of all routes. */
@Component
class OutboundCalls implements HttpClientConfigurer {

	private final CallTimeLimit time;

	private final ResponseLimit response;

	private final TraceContext trace;

	private final ProxyTunnel tunnel = new ProxyTunnel();

	OutboundCalls(CallTimeLimit time, ResponseLimit response, TraceContext trace) {
		this.time = time;
		this.response = response;
		this.trace = trace;
	}

	@Override
	public void configureHttpClient(HttpClientBuilder builder) {
		// The interceptor added last runs first, so the time limit includes reading the
		// response.
		builder.addExecInterceptorFirst("proxy-tunnel", this.tunnel)
			.addExecInterceptorBefore(ChainElement.MAIN_TRANSPORT.name(), "tunnel-open", ProxyTunnel::opened)
			.addExecInterceptorFirst("response-limit", this.response)
			.addExecInterceptorFirst("call-time-limit", this.time)
			.addRequestInterceptorLast(this.trace);
	}

}
