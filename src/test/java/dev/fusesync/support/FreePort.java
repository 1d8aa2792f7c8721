package dev.fusesync.support;

import java.util.Set;
import java.util.stream.IntStream;

import org.springframework.test.util.TestSocketUtils;

/**
 * Finds a port below those that systems give to whoever connects. With one of those a
 * client that tries again and again to reach a port where nobody listens is connected to
 * itself sooner or later, and the server finds its port taken.
 */
public final class FreePort {

	private static final int FIRST_OF_CLIENTS = 32_768;

	/** Those that Chromium refuses to open, since they belong to other protocols. */
	private static final Set<Integer> REFUSED = Set.of(1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566,
			6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080);

	private FreePort() {
	}

	/** A port on which nobody listens now. */
	public static int find() {
		return IntStream.generate(TestSocketUtils::findAvailableTcpPort)
			.filter((candidate) -> candidate < FIRST_OF_CLIENTS && !REFUSED.contains(candidate))
			.findFirst()
			.orElseThrow();
	}

}
