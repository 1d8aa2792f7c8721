package dev.fusesync.routes;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A step of a route, or of the policies of a routeConfiguration, that calls an endpoint.
 *
 * @param caller such as {@code route dispatch}
 * @param uri the endpoint, with placeholders replaced
 * @param aside whether the caller does not wait for it (wireTap)
 * @param file where it stands; null if that is not a file
 * @param line where it stands, from 1 on
 */
record Call(String caller, String uri, boolean aside, Path file, int line) {

	private static final Pattern ENDPOINT = Pattern.compile("([^:?]+):?/*([^?]*).*", Pattern.DOTALL);

	/** The name in {@code direct:name}; null if the endpoint has another scheme. */
	static String name(String uri, String scheme) {
		Matcher matcher = ENDPOINT.matcher(uri);
		return (matcher.matches() && matcher.group(1).equals(scheme)) ? matcher.group(2) : null;
	}

	/** The name of the {@code direct:} endpoint that is called; null if it is another. */
	String target() {
		return name(this.uri, "direct");
	}

	String scheme() {
		return this.uri.split("[:?]", 2)[0];
	}

}
