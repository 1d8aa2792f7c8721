package dev.fusesync.management.login;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import dev.fusesync.management.login.LimitedLogin.TooManyFailedLogins;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;

/** What the management port answers to those who may not. */
final class Refusals {

	private static final String VIEWER = "Your login may look, but not do this. Ask an operator.";

	private static final String PAGE = """
			<!DOCTYPE html>
			<html lang="en"><head><meta charset="UTF-8"><title>fuse-sync: not allowed</title></head>
			<body><h1>Not allowed</h1><p>%s</p></body></html>
			""".formatted(VIEWER);

	private Refusals() {
	}

	/**
	 * Answers a request without a login, or with a wrong one. If htmx made it while a
	 * page is open, and the browser has sent the login that it knows, it must not ask for
	 * another one by itself: the page says that it is no longer refreshed.
	 */
	static void withoutLogin(HttpServletRequest request, HttpServletResponse response, AuthenticationException ex)
			throws IOException {
		if (ex instanceof TooManyFailedLogins tooMany) {
			response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(tooMany.seconds()));
			response.sendError(HttpStatus.TOO_MANY_REQUESTS.value(), tooMany.getMessage());
		}
		else {
			boolean over = request.getHeader("HX-Request") != null
					&& request.getHeader(HttpHeaders.AUTHORIZATION) != null;
			String scheme = over ? "Page" : "Basic";
			response.setHeader(HttpHeaders.WWW_AUTHENTICATE, scheme + " realm=\"fuse-sync\", charset=\"UTF-8\"");
			response.sendError(HttpStatus.UNAUTHORIZED.value(), "Log in with name and password, see README");
		}
	}

	/** Answers a viewer who asked for what only operators may: a page for a browser. */
	static void viewer(HttpServletRequest request, HttpServletResponse response, AccessDeniedException ex)
			throws IOException {
		String accepted = request.getHeader(HttpHeaders.ACCEPT);
		if (accepted == null || !accepted.contains(MediaType.TEXT_HTML_VALUE)) {
			response.sendError(HttpStatus.FORBIDDEN.value(), VIEWER);
			return;
		}
		response.setStatus(HttpStatus.FORBIDDEN.value());
		response.setContentType(MediaType.TEXT_HTML_VALUE);
		response.setCharacterEncoding(StandardCharsets.UTF_8.name());
		response.getWriter().write(PAGE);
	}

}
