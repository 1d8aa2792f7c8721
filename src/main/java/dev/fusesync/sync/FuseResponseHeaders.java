package dev.fusesync.sync;

import org.apache.camel.Exchange;
import org.apache.camel.http.base.HttpHeaderFilterStrategy;
import org.springframework.stereotype.Component;

/**
 * Filters the headers of a call to Fuse: message headers are sent as by Camel's default
 * strategy; of the response only {@code Retry-After} becomes a message header.
 */
@Component
class FuseResponseHeaders extends HttpHeaderFilterStrategy {

	@Override
	public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
		return !name.equalsIgnoreCase("Retry-After");
	}

}
