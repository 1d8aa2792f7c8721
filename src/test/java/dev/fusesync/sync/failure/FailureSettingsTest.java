package dev.fusesync.sync.failure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.support.ResourcePropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/** The table fuse.failures.codes of the shipped application.properties. */
class FailureSettingsTest {

	private static FailureSettings settings;

	@BeforeAll
	static void readTheShippedTable() throws IOException {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.addFirst(new ResourcePropertySource(new FileSystemResource(Path.of("application.properties"))));
		settings = Binder.get(environment).bind("fuse.failures", FailureSettings.class).get();
	}

	@ParameterizedTest
	@CsvSource({ "400, invalid_headers, CONFIGURATION", "400, missing_fuse_api_key_header, CONFIGURATION",
			"400, missing_plaid_secret_header, AGGREGATOR", "500, invalid_certificate, AGGREGATOR",
			"400, invalid_private_key, AGGREGATOR", "404, organization_not_found, CONFIGURATION",
			"500, AUTH_ERROR, CONFIGURATION", "400, aggregator_disconnected_error, FINISHED",
			"500, aggregator_connection_finished_error, FINISHED", "404, entity_not_found, FINISHED",
			"400, request_body_missing, MESSAGE", "400, request_body_invalid_json, MESSAGE",
			"500, invalid_request_body, MESSAGE", "415, request_content_type_invalid, MESSAGE",
			"400, webhook_error, MESSAGE", "400, aggregator_rate_limit_error, THROTTLED",
			"400, internal_server_error, TRANSIENT", "400, timeout, TRANSIENT", "400, aggregator_error, TRANSIENT",
			"400, client_error, TRANSIENT", "400, other, TRANSIENT" })
	void classifiesByCode(int status, String code, FailureClass expected) {
		assertThat(classify(status, "{\"code\":\"" + code + "\"}")).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "301, CONFIGURATION", "401, CONFIGURATION", "403, CONFIGURATION", "404, CONFIGURATION",
			"405, CONFIGURATION", "402, CONFIGURATION", "407, CONFIGURATION", "417, CONFIGURATION",
			"421, CONFIGURATION", "426, CONFIGURATION", "431, CONFIGURATION", "409, MESSAGE", "400, MESSAGE",
			"413, MESSAGE", "422, MESSAGE", "408, TRANSIENT", "425, TRANSIENT", "429, THROTTLED", "500, TRANSIENT",
			"502, TRANSIENT", "503, TRANSIENT", "504, TRANSIENT" })
	void goesByTheStatusWithoutACode(int status, FailureClass expected) {
		assertThat(classify(status, "<html>trouble</html>")).isEqualTo(expected);
		assertThat(classify(status, "")).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "401, CONFIGURATION", "404, MESSAGE", "418, MESSAGE", "421, MESSAGE", "429, THROTTLED",
			"500, TRANSIENT" })
	void goesByTheStatusWithAnUnknownCode(int status, FailureClass expected) {
		assertThat(classify(status, "{\"code\":\"brand_new_error\"}")).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "client_error, bad_request, TRANSIENT", "other, not_found, TRANSIENT",
			"organization_not_found, not_found, CONFIGURATION", "brand_new_error, bad_request, MESSAGE",
			"brand_new_error, AUTH_ERROR, CONFIGURATION" })
	void goesByTheTypeOnlyIfTheCodeIsUnknown(String code, String type, FailureClass expected) {
		assertThat(classify(500, "{\"code\":\"" + code + "\",\"type\":\"" + type + "\"}")).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "not_found, FINISHED", "NOT_FOUND, FINISHED", "aggregator_rate_limit_error, THROTTLED",
			"invalid_certificate, AGGREGATOR", "auth_error, AGGREGATOR", "whatever, TRANSIENT" })
	void looksIntoWrappedErrors(String inner, FailureClass expected) {
		assertThat(classify(500, """
				{"request_id":"r","code":"aggregator_error","type":"server_error","source":"aggregator",
				 "data":{"aggregator":"mx","errors":[{"code":"%s"}]}}""".formatted(inner))).isEqualTo(expected);
	}

	private static FailureClass classify(int status, String body) {
		return settings.classify(status, FuseAnswer.of(body.getBytes(StandardCharsets.UTF_8)));
	}

}
