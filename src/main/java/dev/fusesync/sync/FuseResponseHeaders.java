package dev.fusesync.sync;

import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpHeaderFilterStrategy;
import org.springframework.stereotype.Component;

/**
 * Which headers cross a call to Fuse: those of the message go out as Camel's own strategy
 * has it; of the response only {@code Retry-After} becomes a message header.
 */
@Component
class FuseResponseHeaders extends HttpHeaderFilterStrategy {

	@Override
	public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
		return !name.equalsIgnoreCase("Retry-After");
	}

}
