package dev.fusesync.sync.retry;

import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** The shipped policies, with another number of quick redeliveries. */
@ExtendWith(OutputCaptureExtension.class)
class RedeliveryNumberTest {

	private static final String NUMBER = "maximumRedeliveries: 2\n";

	@ParameterizedTest
	@ValueSource(ints = { 2, 5 })
	void theNumberInTheFileIsWhatHappens(int number, CapturedOutput output) throws Exception {
		AtomicInteger calls = new AtomicInteger();
		try (DefaultCamelContext camel = start(number, calls)) {
			camel.createProducerTemplate().send("direct:webhook", (exchange) -> exchange.setVariable("webhook", "it"));
		}
		assertThat(calls).hasValue(1 + number);
		for (int call = 1; call <= number; call++) {
			assertThat(output).containsOnlyOnce(
					"Call %d for it failed, call %d follows now: No connection (refused).".formatted(call, call + 1));
		}
		assertThat(output).doesNotContain("Call " + (number + 1) + " for it failed", "Failed delivery for");
	}

	private static DefaultCamelContext start(int number, AtomicInteger calls) throws Exception {
		String policies = Files.readString(Path.of("routes/error-handling.camel.yaml"));
		assertThat(policies).containsOnlyOnce(NUMBER);
		DefaultCamelContext camel = new DefaultCamelContext();
		camel.getRegistry().bind("redeliveryLog", new RedeliveryLog());
		PluginHelper.getRoutesLoader(camel)
			.loadRoutes(ResourceHelper.fromString("policies.camel.yaml",
					policies.replace(NUMBER, "maximumRedeliveries: " + number + "\n")));
		camel.addRoutes(new RouteBuilder() {
			@Override
			public void configure() {
				from("direct:webhook").routeConfigurationId("redelivering").process((exchange) -> {
					calls.incrementAndGet();
					throw new ConnectException("refused");
				});
				from("direct:retry").routeConfigurationId("rethrowing").stop();
				from("direct:dead-letter").routeConfigurationId("rethrowing").stop();
			}
		});
		camel.start();
		return camel;
	}

}
