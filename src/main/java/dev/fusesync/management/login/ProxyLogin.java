package dev.fusesync.management.login;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Logs in whom {@link TrustedProxy} has noted. The header Authorization of such a request
 * is the proxy's own affair and is not looked at.
 */
final class ProxyLogin extends OncePerRequestFilter {

	private final Logins logins;

	ProxyLogin(Logins logins) {
		this.logins = logins;
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		if (!(request.getAttribute(TrustedProxy.USER) instanceof String name)) {
			chain.doFilter(request, response);
			return;
		}
		SecurityContext context = SecurityContextHolder.createEmptyContext();
		context.setAuthentication(
				new PreAuthenticatedAuthenticationToken(name, "", this.logins.roleBehindAProxy(name).authorities()));
		SecurityContextHolder.setContext(context);
		chain.doFilter(new WithoutBasic(request), response);
	}

	private static final class WithoutBasic extends HttpServletRequestWrapper {

		WithoutBasic(HttpServletRequest request) {
			super(request);
		}

		@Override
		public String getHeader(String name) {
			return name.equalsIgnoreCase(HttpHeaders.AUTHORIZATION) ? null : super.getHeader(name);
		}

	}

}
