package dev.fusesync.routes.reload;

import java.util.Set;

import org.apache.camel.Route;

/** What a route takes its messages from. In the order in which routes are started. */
enum Role {

	/** Other routes call it. */
	CALLED,

	/** Requests, files, timers and the like. */
	RECEIVING,

	/** Stored webhooks. */
	WORKING;

	private static final Set<String> CALLS = Set.of("direct", "seda");

	static Role of(Route route) {
		String scheme = route.getEndpoint().getEndpointUri().split(":", 2)[0];
		return scheme.equals("store") ? WORKING : CALLS.contains(scheme) ? CALLED : RECEIVING;
	}

}
