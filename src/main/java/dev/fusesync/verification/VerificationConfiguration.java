package dev.fusesync.verification;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class VerificationConfiguration {

	/** For {@code unmarshal} in the routes only; not used for Spring's own JSON. */
	@Bean(defaultCandidate = false)
	ObjectMapper webhookJson() {
		return WebhookJson.mapper();
	}

}
