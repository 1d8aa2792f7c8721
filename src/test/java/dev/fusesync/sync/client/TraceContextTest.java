package dev.fusesync.sync.client;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

import dev.fusesync.secrets.Secret;
import dev.fusesync.sync.SyncSettings;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.core5.http.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class TraceContextTest {

	private static final String FUSE = "https://api.letsfuse.com";

	@ParameterizedTest
	@ValueSource(strings = { FUSE, "https://API.letsfuse.com" })
	void isKeptFromFuse(String server) {
		assertThat(sentTo(server + "/v1/financial_connections/sync", false)).containsExactly("Fuse-Client-Id");
	}

	@Test
	void goesToFuseIfSet() {
		assertThat(sentTo(FUSE + "/v1/financial_connections/sync", true)).containsExactly("traceparent", "tracestate",
				"Baggage", "Fuse-Client-Id");
	}

	@Test
	void goesToWhomeverElseARouteCalls() {
		assertThat(sentTo("http://localhost:9000/transactions", false)).contains("traceparent", "tracestate",
				"Baggage");
	}

	private static Stream<String> sentTo(String url, boolean forwarded) {
		HttpPost call = new HttpPost(url);
		call.addHeader("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
		call.addHeader("tracestate", "vendor=1");
		call.addHeader("Baggage", "user=1");
		call.addHeader("Fuse-Client-Id", "client");
		new TraceContext(settings(forwarded)).process(call, null, null);
		return Stream.of(call.getHeaders()).map(Header::getName);
	}

	private static SyncSettings settings(boolean forwarded) {
		return new SyncSettings(FUSE, 1, 0.0, true, Duration.ofSeconds(40), forwarded,
				Map.of("fuse-api-key", Secret.valueOf("key"), "fuse-client-id", Secret.valueOf("client")), Map.of());
	}

}
