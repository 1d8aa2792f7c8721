package dev.fusesync.management.login;

import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.web.filter.ForwardedHeaderFilter;

/**
 * Lets a trusted proxy say under which address the management port is reached, so that
 * Hawtio and links work behind it: Spring's filter, for that port only. Registered in
 * {@code META-INF/spring}.
 */
class ForwardedRequests {

	@Bean
	FilterRegistrationBean<ForwardedHeaderFilter> forwardedRequests(ManagementSettings settings) {
		FilterRegistrationBean<ForwardedHeaderFilter> registration = new FilterRegistrationBean<>(
				new OfTrustedProxies(settings));
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
		return registration;
	}

	/** Before the filter above, which replaces the address of the proxy. */
	@Bean
	FilterRegistrationBean<TrustedProxy> trustedProxy(ManagementSettings settings) {
		FilterRegistrationBean<TrustedProxy> registration = new FilterRegistrationBean<>(new TrustedProxy(settings));
		registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
		return registration;
	}

	private static final class OfTrustedProxies extends ForwardedHeaderFilter {

		private final ManagementSettings settings;

		OfTrustedProxies(ManagementSettings settings) {
			this.settings = settings;
		}

		@Override
		protected boolean shouldNotFilter(HttpServletRequest request) {
			return super.shouldNotFilter(request) || !this.settings.isTrusted(request.getRemoteAddr());
		}

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			super.doFilterInternal(new LastEntry(request), response, chain);
		}

	}

	/**
	 * Only the last address is the proxy's own entry. Spring takes the first one, with
	 * which a client could evade the limit of failed logins.
	 */
	private static final class LastEntry extends HttpServletRequestWrapper {

		LastEntry(HttpServletRequest request) {
			super(request);
		}

		@Override
		public Enumeration<String> getHeaders(String name) {
			List<String> values = Collections.list(super.getHeaders(name));
			if (name.equalsIgnoreCase("forwarded")) {
				return Collections.emptyEnumeration();
			}
			if (!name.equalsIgnoreCase("x-forwarded-for") || values.isEmpty()) {
				return Collections.enumeration(values);
			}
			String last = values.get(values.size() - 1);
			return Collections.enumeration(List.of(last.substring(last.lastIndexOf(',') + 1).strip()));
		}

	}

}
