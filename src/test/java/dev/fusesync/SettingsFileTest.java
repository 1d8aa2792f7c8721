package dev.fusesync;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The house rules of application.properties. */
class SettingsFileTest {

	private static final Pattern KEY = Pattern.compile("([a-z][a-z0-9.-]*)=.*");

	private static final Properties SETTINGS = new Properties();

	private static List<String> lines;

	@BeforeAll
	static void read() throws IOException {
		String file = Files.readString(Path.of("application.properties"));
		lines = file.substring(0, file.indexOf("\n#---\n")).lines().toList();
		SETTINGS.load(new StringReader(String.join("\n", lines)));
	}

	@Test
	void everyKeyStandsOnceUnderAComment() {
		assertThat(keys()).doesNotHaveDuplicates();
		for (int i = 1; i < lines.size(); i++) {
			if (KEY.matcher(lines.get(i)).matches()) {
				assertThat(lines.get(i - 1)).as("Say above %s what it is, its unit and its default", lines.get(i))
					.matches("# .+|fuse\\.sync\\.(credentials|aggregators)\\..+");
			}
		}
	}

	/** What keeps credentials with Fuse, consumers free, and webhooks on disk. */
	@ParameterizedTest
	@CsvSource({ "camel.component.http.copy-headers, false", "camel.component.http.skip-control-headers, true",
			"camel.component.http.skip-response-headers, true", "camel.component.http.redirect-handling-disabled, true",
			"camel.component.http.cookie-management-disabled, true",
			"camel.component.http.automatic-retries-disabled, true", "camel.component.http.connect-timeout, 5000",
			"camel.component.http.response-timeout, 30000", "fuse.store.disk-reserve, 256MB",
			"management.server.address, 127.0.0.1" })
	void isSafeAsShipped(String key, String value) {
		assertThat(SETTINGS.getProperty(key)).isEqualTo(value);
	}

	private static List<String> keys() {
		return lines.stream().filter((line) -> KEY.matcher(line).matches()).map((line) -> line.split("=")[0]).toList();
	}

}
