package dev.fusesync.sync.client;

import java.io.IOException;
import java.net.ConnectException;

import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChain.Scope;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;

/**
 * Treats a proxy that refuses {@code CONNECT} as a failed connection. The HTTP client
 * returns the proxy's response as if it were the receiver's.
 */
final class ProxyTunnel implements ExecChainHandler {

	private static final String OPENED = ProxyTunnel.class.getName();

	@Override
	public ClassicHttpResponse execute(ClassicHttpRequest request, Scope scope, ExecChain chain)
			throws IOException, HttpException {
		ClassicHttpResponse response = chain.proceed(request, scope);
		if (scope.route.isTunnelled() && scope.clientContext.getAttribute(OPENED) == null) {
			scope.execRuntime.discardEndpoint();
			throw new ConnectException("the proxy " + scope.route.getProxyHost().toHostString() + " answered "
					+ response.getCode() + " to CONNECT");
		}
		return response;
	}

	/** Runs right before the call is sent, after the proxy has opened the tunnel. */
	static ClassicHttpResponse opened(ClassicHttpRequest request, Scope scope, ExecChain chain)
			throws IOException, HttpException {
		scope.clientContext.setAttribute(OPENED, true);
		return chain.proceed(request, scope);
	}

}
