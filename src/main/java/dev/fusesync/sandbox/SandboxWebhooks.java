package dev.fusesync.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import dev.fusesync.http.WebhookSettings;
import dev.fusesync.verification.FuseSignature;
import dev.fusesync.verification.VerificationSettings;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.annotation.Profile;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/**
 * Generates signed webhooks of the documented sources, each of a new connection, in the
 * profile {@code sandbox} only.
 */
@Component
@Profile("sandbox")
class SandboxWebhooks implements Processor {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.sandbox");

	private final String apiKey;

	private final String url;

	private final List<String> bodies = new ArrayList<>();

	private final AtomicInteger sent = new AtomicInteger();

	SandboxWebhooks(VerificationSettings verification, WebhookSettings webhook, @Value("${server.port}") int port)
			throws IOException {
		this.apiKey = verification.apiKey().text();
		this.url = "http://127.0.0.1:" + port + webhook.path();
		for (Resource body : new PathMatchingResourcePatternResolver()
			.getResources("classpath:sandbox/webhooks/*.json")) {
			this.bodies.add(body.getContentAsString(StandardCharsets.UTF_8).strip());
		}
	}

	@Override
	public void process(Exchange exchange) {
		String body = body(this.sent.getAndIncrement() % this.bodies.size());
		exchange.getMessage().setBody(body.getBytes(StandardCharsets.UTF_8));
		exchange.getMessage().setHeader("fuse-verification", sign(body));
	}

	/**
	 * Logs what to paste into a shell: a webhook of the second source, whose body
	 * requires no quoting, and the dead letters, with the password of sandbox.properties,
	 * which is not a secret.
	 */
	@EventListener
	@Order(Ordered.LOWEST_PRECEDENCE)
	void showWhatToPaste(ApplicationReadyEvent ready) {
		String body = body(1);
		LOG.info("""
				Send a webhook yourself, and look at the dead letters:

				  curl -i {} -H 'fuse-verification: {}' -d '{}'
				  curl -u user:sandbox http://127.0.0.1:{}/actuator/deadletters
				""", this.url, sign(body), body,
				ready.getApplicationContext().getEnvironment().getProperty("local.management.port"));
	}

	private String body(int source) {
		return this.bodies.get(source).replace("CONNECTION", UUID.randomUUID().toString());
	}

	private String sign(String body) {
		return FuseSignature.ofBody(body.getBytes(StandardCharsets.UTF_8), this.apiKey);
	}

}
