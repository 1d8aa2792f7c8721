package dev.fusesync.management;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.LoggingEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.logging.logback.ColorConverter;
import org.springframework.boot.logging.logback.WhitespaceThrowableProxyConverter;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.PathResource;
import org.springframework.core.io.support.ResourcePropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** The lines of the log that the setting logging.lines chooses. */
class LogLinesTest {

	private static final String ID = "01a2292b-88d0-763f-9827-925ca86168d1";

	private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

	@Test
	void aShortLineIsTimeLevelIdAndMessage() throws IOException {
		assertThat(line("short", Map.of("webhook-id", ID)))
			.matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3}  INFO \\[a86168d1] Synced it\\R");
		assertThat(line("short", Map.of())).matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3}  INFO Synced it\\R");
	}

	@Test
	void aFullLineHasEverything() throws IOException {
		assertThat(line("full", Map.of("webhook-id", ID)))
			.matches("\\d{4}-\\d\\d-\\d\\dT\\S+  INFO \\[ +main] \\[" + ID + "] fuse-sync\\.sync +: Synced it\\R");
	}

	/** As an OpenTelemetry agent adds them to each line. */
	@Test
	void aLineHasTheTraceIfThereIsOne() throws IOException {
		Map<String, String> traced = Map.of("webhook-id", ID, "trace_id", TRACE, "span_id", "00f067aa0ba902b7",
				"trace_flags", "01");
		assertThat(line("short", traced)).endsWith(" INFO [a86168d1] [trace " + TRACE + "] Synced it\n");
		assertThat(line("full", traced))
			.contains("[" + ID + "] [trace " + TRACE + " span 00f067aa0ba902b7] fuse-sync.sync ");
	}

	@ParameterizedTest
	@CsvSource({ "short, ''", "full, ''", "ecs, ecs", "gelf, gelf", "logstash, logstash" })
	void isJsonIfChosen(String lines, String format) throws IOException {
		assertThat(settings(lines).getProperty("logging.structured.format.console")).isEqualTo(format);
	}

	private static String line(String lines, Map<String, String> mdc) throws IOException {
		LoggerContext context = new LoggerContext();
		PatternLayout layout = new PatternLayout();
		layout.setContext(context);
		layout.getInstanceConverterMap().put("clr", ColorConverter::new);
		layout.getInstanceConverterMap().put("wEx", WhitespaceThrowableProxyConverter::new);
		layout.setPattern(settings(lines).getProperty("logging.pattern.console"));
		layout.start();
		Logger logger = context.getLogger("fuse-sync.sync");
		LoggingEvent event = new LoggingEvent("test", logger, Level.INFO, "Synced it", null, null);
		event.setThreadName("main");
		event.setMDCPropertyMap(mdc);
		return layout.doLayout(event).replaceAll("\\x1b\\[[0-9;]*m", "");
	}

	private static StandardEnvironment settings(String lines) throws IOException {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().forEach((source) -> environment.getPropertySources().remove(source.getName()));
		environment.getPropertySources().addLast(new MapPropertySource("chosen", Map.of("logging.lines", lines)));
		environment.getPropertySources()
			.addLast(
					new ResourcePropertySource(new PathResource(Path.of("src/main/resources/application.properties"))));
		return environment;
	}

}
