package dev.fusesync.verification;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import dev.fusesync.secrets.Secret;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class WebhookVerifierTest {

	private static final Map<String, Object> WEBHOOK = Map.of("type", "a");

	private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

	@Test
	void saysWhichKeyItWas() {
		assertThat(verifiedBy("now", "before", sign("now"))).isEqualTo("current");
		assertThat(verifiedBy("now", "before", sign("before"))).isEqualTo("previous");
	}

	@Test
	void knowsNoPreviousKeyWhereThereIsNone() {
		assertRefused(sign("before"));
	}

	@ParameterizedTest
	@NullAndEmptySource
	@ValueSource(strings = { "x", "[a,b]" })
	void refusesAnythingElse(String signature) {
		assertRefused(signature);
	}

	@Test
	void refusesARepeatedSignature() {
		assertRefused(List.of(sign("now"), sign("now")));
	}

	@Test
	void refusesWhatIsNoObject() {
		assertThatExceptionOfType(WebhookRejectedException.class)
			.isThrownBy(() -> verifier("now", "").process(this.exchange))
			.matches((refused) -> refused.getStatus() == 400);
	}

	@Test
	void parsesWithTheStrictMapper() {
		assertThat(new VerificationConfiguration().webhookJson().getFactory())
			.isInstanceOf(StrictUtf8JsonFactory.class);
	}

	private void assertRefused(Object signature) {
		assertThatExceptionOfType(WebhookRejectedException.class).isThrownBy(() -> verifiedBy("now", "", signature))
			.matches((refused) -> refused.getStatus() == 403);
		assertThat(this.exchange.getVariable("verified-by")).isNull();
	}

	private Object verifiedBy(String key, String previous, Object signature) {
		this.exchange.setVariable("json", WEBHOOK);
		this.exchange.getMessage().setHeader("fuse-verification", signature);
		verifier(key, previous).process(this.exchange);
		return this.exchange.getVariable("verified-by");
	}

	private static WebhookVerifier verifier(String key, String previous) {
		return new WebhookVerifier(new VerificationSettings(Secret.valueOf(key), Secret.valueOf(previous)),
				new SimpleMeterRegistry());
	}

	private static String sign(String key) {
		return FuseSignature.ofBody("{\"type\":\"a\"}".getBytes(StandardCharsets.UTF_8), key);
	}

}
