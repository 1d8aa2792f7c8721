package dev.fusesync.overview.cluster;

import java.time.Instant;

/**
 * What an instance says of itself to the others.
 *
 * @param name its machine and the port of its management
 * @param version of the program
 * @param started when its process was started
 * @param breaker whether it syncs webhooks; null if it does not say so
 */
record About(String name, String version, Instant started, Breaker breaker) {

	About {
		breaker = (breaker != null && breaker.state() != null) ? breaker : null;
	}

}
