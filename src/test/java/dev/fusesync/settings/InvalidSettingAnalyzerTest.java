package dev.fusesync.settings;

import dev.fusesync.http.WebhookSettings;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/** What somebody reads who has set something out of its bounds. */
class InvalidSettingAnalyzerTest {

	@ParameterizedTest
	@CsvSource(delimiter = '|', value = { "fuse.webhook.retry-after=0 | must be greater than or equal to 1",
			"fuse.webhook.path=webhook | must begin with a slash" })
	void namesTheSettingAlsoIfCamelNeededItFirst(String setting, String reason) {
		new ApplicationContextRunner().withUserConfiguration(Settings.class)
			.withPropertyValues(setting)
			.run((program) -> {
				FailureAnalysis analysis = new InvalidSettingAnalyzer()
					.analyze(new RuntimeCamelException(program.getStartupFailure()));
				assertThat(analysis.getDescription()).startsWith(setting.replaceFirst("=.*", " ") + reason)
					.hasLineCount(1);
				assertThat(analysis.getAction()).isEqualTo("Correct what is named above and start again.");
			});
	}

	@EnableConfigurationProperties(WebhookSettings.class)
	private static final class Settings {

	}

}
