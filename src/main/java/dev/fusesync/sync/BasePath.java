package dev.fusesync.sync;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Validates {@code FUSE_BASE_PATH}: every call carries all credentials, so it must be
 * https unless the server is on this machine, and consist of a server and a path only.
 */
final class BasePath {

	private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

	private BasePath() {
	}

	/** Whether the server is on this machine. */
	static boolean isLoopback(URI basePath) {
		return LOOPBACK.matcher(basePath.getHost()).matches();
	}

	/** What is wrong with the base path, as a sentence. */
	static Optional<String> fault(String basePath) {
		if (basePath.isBlank()) {
			return Optional.of("FUSE_BASE_PATH is not set. Fuse's servers are https://sandbox-api.letsfuse.com "
					+ "(sandbox) and https://api.letsfuse.com (production).");
		}
		try {
			return fault(new URI(basePath)).map("FUSE_BASE_PATH "::concat);
		}
		catch (URISyntaxException ex) {
			return Optional.of("FUSE_BASE_PATH is not a URL such as https://sandbox-api.letsfuse.com.");
		}
	}

	private static Optional<String> fault(URI uri) {
		if (uri.getHost() == null || uri.getScheme() == null) {
			return Optional.of("is not a URL such as https://sandbox-api.letsfuse.com.");
		}
		if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
			return Optional.of("must not contain a user, a query or a fragment.");
		}
		if (uri.getRawPath().endsWith("/")) {
			return Optional.of("ends with a slash. Remove it.");
		}
		boolean allowed = uri.getScheme().equalsIgnoreCase("https")
				|| uri.getScheme().equalsIgnoreCase("http") && isLoopback(uri);
		return allowed ? Optional.empty()
				: Optional.of("must start with https://, since every call carries your credentials; "
						+ "http:// is accepted only for a server on this machine.");
	}

}
