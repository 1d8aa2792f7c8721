package dev.fusesync.inbox;

import org.apache.camel.Processor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which headers go on, by allow-list: each route begins with one of these. */
@Configuration(proxyBeanMethods = false)
class HeaderConfiguration {

	private static final String SIGNATURE = "fuse-verification";

	/**
	 * The webhook's signature and its own labels. Neither the broker's instructions nor a
	 * credential.
	 */
	@Bean
	Processor webhookHeaders() {
		return new KeptHeaders(SIGNATURE, "webhook-");
	}

	/** The webhook's signature, and what Camel's error handler counts in. */
	@Bean
	Processor signatureHeader() {
		return new KeptHeaders(SIGNATURE, "CamelRedeliver");
	}

}
