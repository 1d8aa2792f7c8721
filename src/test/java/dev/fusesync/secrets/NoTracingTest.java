package dev.fusesync.secrets;

import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.fusesync.settings.SettingsException;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Named.named;

class NoTracingTest {

	private final CamelContext camel = new DefaultCamelContext();

	static Stream<Named<Consumer<CamelContext>>> ways() {
		return Stream.of(named("log", (camel) -> camel.setTracing(true)),
				named("log in standby", (camel) -> camel.setTracingStandby(true)),
				named("JMX", (camel) -> camel.setBacklogTracing(true)),
				named("JMX in standby", (camel) -> camel.setBacklogTracingStandby(true)),
				named("debugger", (camel) -> camel.setDebugging(true)),
				named("debugger in standby", (camel) -> camel.setDebugStandby(true)));
	}

	@ParameterizedTest
	@MethodSource("ways")
	void stopsTheStart(Consumer<CamelContext> way) {
		way.accept(this.camel);
		assertThatExceptionOfType(SettingsException.class)
			.isThrownBy(() -> new NoTracing().beforeApplicationStart(this.camel))
			.withMessageContaining("credentials");
	}

	@Test
	void letsStartWhatShowsNothing() {
		assertThatCode(() -> new NoTracing().beforeApplicationStart(this.camel)).doesNotThrowAnyException();
	}

}
