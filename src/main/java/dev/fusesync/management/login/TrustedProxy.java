package dev.fusesync.management.login;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Notes whom a trusted proxy has logged in, as the header {@code
 * fuse.management.user-header} says. Anybody else's header is ignored. It looks at the
 * request's own address, hence before {@link ForwardedRequests} changes that.
 */
final class TrustedProxy extends OncePerRequestFilter {

	/** Attribute of a request: the name of the person, as text. */
	static final String USER = TrustedProxy.class.getName() + ".user";

	private final ManagementSettings settings;

	TrustedProxy(ManagementSettings settings) {
		this.settings = settings;
	}

	@Override
	protected boolean shouldNotFilter(HttpServletRequest request) {
		return this.settings.userHeader().isEmpty() || !this.settings.isTrusted(request.getRemoteAddr());
	}

	@Override
	protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
			throws ServletException, IOException {
		List<String> values = Collections.list(request.getHeaders(this.settings.userHeader()));
		if (values.size() > 1 || !values.stream().map(TrustedProxy::name).allMatch(TrustedProxy::isName)) {
			response.sendError(HttpServletResponse.SC_BAD_REQUEST,
					"The header " + this.settings.userHeader() + " is there twice, or is no name");
			return;
		}
		values.forEach((value) -> request.setAttribute(USER, name(value)));
		chain.doFilter(request, response);
	}

	/** Tomcat takes each byte for a character; proxies send UTF-8. */
	private static String name(String value) {
		return new String(value.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
	}

	/** Such as a line break, or what changes the direction of the text that follows. */
	private static boolean isInvisible(int character) {
		return switch (Character.getType(character)) {
			case Character.CONTROL, Character.FORMAT, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR,
					Character.SURROGATE ->
				true;
			default -> false;
		};
	}

	private static boolean isName(String name) {
		return !name.isEmpty() && name.length() <= LoginFile.LONGEST_NAME && name.equals(name.strip())
				&& name.codePoints().noneMatch(TrustedProxy::isInvisible);
	}

}
