package dev.fusesync.inbox;

import java.util.List;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Removes every header that is not named, or that does not begin with one of the
 * prefixes, in whatever case. The same as Camel's {@code removeHeaders} with an
 * {@code excludePattern}, which compiles that pattern anew for each header.
 */
final class KeptHeaders implements Processor {

	private final String name;

	private final List<String> prefixes;

	KeptHeaders(String name, String... prefixes) {
		this.name = name;
		this.prefixes = List.of(prefixes);
	}

	@Override
	public void process(Exchange exchange) {
		exchange.getMessage().getHeaders().keySet().removeIf((header) -> !isKept(header));
	}

	private boolean isKept(String header) {
		if (header.equalsIgnoreCase(this.name)) {
			return true;
		}
		for (String prefix : this.prefixes) {
			if (header.regionMatches(true, 0, prefix, 0, prefix.length())) {
				return true;
			}
		}
		return false;
	}

}
