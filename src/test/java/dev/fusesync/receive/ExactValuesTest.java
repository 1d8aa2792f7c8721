package dev.fusesync.receive;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fusesync.store.Queues;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.StoredWebhooks;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What routes decide by is exactly what the JSON has, and nothing is taken for another.
 */
@ExtendWith(OutputCaptureExtension.class)
class ExactValuesTest extends ShippedRoutes {

	private static final int LONG = 64 * 1024;

	private final ObjectMapper json = new ObjectMapper();

	private final String connection = Webhooks.newConnection();

	static List<String> otherTypes() {
		return List.of(Webhooks.SYNC_DATA + " ", " " + Webhooks.SYNC_DATA, Webhooks.SYNC_DATA + "\n",
				Webhooks.SYNC_DATA + "\0", Webhooks.SYNC_DATA + "\u00A0", Webhooks.SYNC_DATA + "\uD800",
				"Financial_Connection.Sync_Data", Webhooks.SYNC_DATA.toUpperCase(), "'" + Webhooks.SYNC_DATA + "'",
				Webhooks.SYNC_DATA + "\\", "", " ", "true", "${null}", Webhooks.SYNC_DATA + "x".repeat(LONG));
	}

	@ParameterizedTest
	@MethodSource("otherTypes")
	void anotherTypeIsAnotherType(String type) {
		StoredWebhook row = sendAndFind(
				"{\"type\":%s,\"financial_connection_id\":%s}".formatted(quoted(type), quoted(this.connection)));
		assertThat(row.type()).isEqualTo(type);
		assertThat(row.queue()).isEqualTo(Queues.OTHER_EVENTS);
		await().until(() -> stored(this.connection).get(0).state().equals("delivered"));
		assertThat(calls(this.connection)).isEmpty();
	}

	@Test
	void theEscapedTypeIsTheSameType() {
		String escaped = Webhooks.SYNC_DATA.replace("f", "\\u0066");
		StoredWebhook row = sendAndFind(
				"{\"type\":\"%s\",\"financial_connection_id\":\"%s\"}".formatted(escaped, this.connection));
		assertThat(row.queue()).isEqualTo(Queues.INBOX);
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(1));
	}

	@Test
	void connectionsThatLookAlikeAreDifferentOnes(CapturedOutput output) {
		List<String> connections = new ArrayList<>();
		for (String end : List.of("", " ", "  ", "\t", "\n", "\r\n", "\0", "\uD800", "\uDC00", "\uD800\uDC00",
				"\\u0000", "\u2028", "\u00A0", "x".repeat(200) + "1", "x".repeat(200) + "2", "x".repeat(LONG) + "1",
				"x".repeat(LONG) + "2")) {
			connections.add(this.connection + end);
		}
		connections.add(" " + this.connection);
		connections.add(this.connection.toUpperCase());
		Set<String> keys = new HashSet<>();
		for (String one : connections) {
			StoredWebhook row = sendAndFind(syncData(quoted(one)));
			assertThat(row.connection()).isEqualTo(one);
			assertThat(keys.add(row.connectionKey())).as("a connection of its own").isTrue();
			assertThat(row.queue()).isEqualTo(Queues.INBOX);
			await().until(() -> stored(one).stream().allMatch((stored) -> stored.state().equals("synced")));
			assertThat(stored(one)).hasSize(1);
		}
		await().untilAsserted(() -> assertThat(syncedLines(output)).hasSize(connections.size()));
		assertThat(output.toString().lines()).allMatch((line) -> line.length() < 1_000);
		assertThat(output).contains("of connection " + this.connection + "\\u0000 at attempt 1 ",
				"of connection " + this.connection + "\\uD800 at attempt 1 ",
				"of connection " + this.connection + "\\u000D\\u000A at attempt 1 ",
				"of connection " + this.connection + "\\u2028 at attempt 1 ",
				"... (" + (this.connection.length() + 201) + " characters) at attempt 1 ");
		assertThat(syncedLines(output))
			.allMatch((line) -> line.contains(" of connection ") && line.contains(" at attempt 1 "));
	}

	private List<String> syncedLines(CapturedOutput output) {
		return output.toString()
			.lines()
			.filter((line) -> line.contains(": Synced "))
			.filter((line) -> line.toLowerCase(Locale.ROOT).contains(this.connection))
			.toList();
	}

	@ParameterizedTest
	@ValueSource(strings = { "null", "7", "7.0", "true", "{\"a\":\"b\"}", "[\"a\"]" })
	void whatIsNoStringIsNoConnectionAndIsSyncedAllTheSame(String value) {
		StoredWebhook row = sendAndFind(syncData(value));
		assertThat(row.connection()).isNull();
		assertThat(row.connectionKey()).isNull();
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(1));
	}

	@Test
	void anAbsentConnectionIsNoneAndAnEmptyOneIsOne() {
		StoredWebhook absent = sendAndFind(
				"{\"type\":\"%s\",\"remote_data\":\"%s\"}".formatted(Webhooks.SYNC_DATA, this.connection));
		assertThat(absent.connection()).isNull();
		assertThat(absent.connectionKey()).isNull();
		StoredWebhook empty = sendAndFind(syncData("\"\""));
		assertThat(empty.connection()).isEmpty();
		assertThat(empty.connectionKey()).isNotNull();
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(2));
	}

	private String syncData(String connectionId) {
		return "{\"type\":\"%s\",\"financial_connection_id\":%s,\"remote_data\":\"%s\"}".formatted(Webhooks.SYNC_DATA,
				connectionId, this.connection);
	}

	private StoredWebhook sendAndFind(String body) {
		HttpResponse<String> answer = send(Webhooks.signed(body));
		assertThat(answer.statusCode()).isEqualTo(200);
		return StoredWebhooks.row(this.store, answer.headers().firstValue("X-Webhook-Id").orElseThrow());
	}

	/** As JSON, with an escape for what UTF-8 cannot have. */
	private String quoted(String text) {
		StringBuilder quoted = new StringBuilder();
		try {
			for (char character : this.json.writeValueAsString(text).toCharArray()) {
				quoted.append(Character.isSurrogate(character) ? "\\u%04X".formatted((int) character) : character);
			}
		}
		catch (JsonProcessingException ex) {
			throw new IllegalArgumentException(ex);
		}
		return quoted.toString();
	}

}
