package dev.fusesync.support;

import java.util.Map;
import java.util.TreeMap;

import dev.fusesync.management.Parameters;

/** Makes what an endpoint is asked with. */
public final class EndpointParameters {

	private EndpointParameters() {
	}

	/** Names and values by turns. */
	public static Parameters asked(String... values) {
		Map<String, String> asked = new TreeMap<>();
		for (int i = 0; i < values.length; i += 2) {
			asked.put(values[i], values[i + 1]);
		}
		return new Parameters(asked);
	}

}
