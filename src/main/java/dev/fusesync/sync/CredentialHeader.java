package dev.fusesync.sync;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Rules for the name of a header that carries a credential. */
final class CredentialHeader {

	private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

	private static final Pattern VARIABLE = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

	/** Headers that control the message's transfer, or that Camel does not send. */
	private static final Set<String> OF_HTTP = Set.of("cache-control", "connection", "content-encoding",
			"content-length", "content-type", "date", "expect", "host", "keep-alive", "pragma", "proxy-authorization",
			"proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "via", "warning");

	private CredentialHeader() {
	}

	/** The environment variable of an aggregator's credential. */
	static String variable(String header) {
		return header.toUpperCase(Locale.ROOT).replace('-', '_');
	}

	/** Whether the header's name can be derived from the name of its variable. */
	static boolean hasVariable(String header) {
		return VARIABLE.matcher(header).matches();
	}

	/** Why the header cannot carry a credential, as a sentence. */
	static Optional<String> fault(String header) {
		String name = header.toLowerCase(Locale.ROOT);
		if (!TOKEN.matcher(name).matches()) {
			return Optional.of("fuse.sync.credentials: " + name.replaceAll("[^ -~]", "?")
					+ " is not a name that a header may have.");
		}
		if (OF_HTTP.contains(name)) {
			return Optional.of("The header " + name + " cannot carry a credential: it is one of HTTP itself.");
		}
		if (name.equals("fuse-verification") || name.startsWith("camel")) {
			return Optional.of("The header " + name + " cannot carry a credential: fuse-sync or Camel uses it.");
		}
		return Optional.empty();
	}

}
