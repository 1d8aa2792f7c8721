package dev.fusesync.http;

import java.lang.management.ManagementFactory;
import java.util.List;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.fusesync.settings.SettingsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Bounds the connections of both ports by the operating system's limit of open files, so
 * that the database always has some left.
 */
final class Descriptors {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.receive");

	/** For the database, jars, libraries and logs; about half of them are used. */
	private static final int OWN = 100;

	private static final int FEWEST = 50;

	private Descriptors() {
	}

	/** The limit of this process; as good as none where it is unknown. */
	static long limit() {
		return (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)
				? unix.getMaxFileDescriptorCount() : Long.MAX_VALUE;
	}

	/**
	 * Returns how many connections a port may have.
	 * @param limit the limit of open files
	 * @param wanted the number in the settings
	 * @param calls the number of outgoing connections
	 * @throws SettingsException if the limit is too low
	 */
	static int connections(long limit, int wanted, int calls) {
		long most = (limit - OWN - calls) / 2;
		if (most < Math.min(FEWEST, wanted)) {
			throw new SettingsException(
					List.of("This process may open " + limit + " files only, too few for the connections of webhooks."),
					"Raise the limit (ulimit -n, or LimitNOFILE of systemd) to " + needed(wanted, calls) + " or more.");
		}
		if (most < wanted) {
			LOG.warn(
					"This process may open {} files only, so each port has at most {} connections instead of {}. "
							+ "Raise the limit (ulimit -n) to {}, or lower server.tomcat.max-connections",
					limit, most, wanted, needed(wanted, calls));
		}
		return (int) Math.min(most, wanted);
	}

	private static long needed(int wanted, int calls) {
		return 2L * wanted + OWN + calls;
	}

}
