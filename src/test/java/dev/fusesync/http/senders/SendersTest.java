package dev.fusesync.http.senders;

import java.util.List;

import dev.fusesync.settings.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** From where webhooks may come, and who is believed about it. */
class SendersTest {

	private static final String PROXY = "10.0.0.5";

	private final Senders anybody = new Senders(new SenderSettings(List.of(), List.of(), ""));

	private final Senders allowed = new Senders(
			new SenderSettings(List.of("192.0.2.0/24", "198.51.100.7", "2001:db8::/32"), List.of(), ""));

	private final Senders behindAProxy = new Senders(
			new SenderSettings(List.of("192.0.2.0/24", "2001:db8::/32"), List.of("10.0.0.0/8"), "X-Forwarded-For"));

	@ParameterizedTest
	@ValueSource(strings = { "203.0.113.1", "2001:db9::1" })
	void letsAllInUnlessToldOtherwise(String address) {
		assertThat(this.anybody.isAllowed(from(address))).isTrue();
	}

	@ParameterizedTest
	@CsvSource({ "192.0.2.1, true", "192.0.2.255, true", "198.51.100.7, true", "2001:db8:1::1, true",
			"192.0.3.1, false", "198.51.100.8, false", "2001:db9::1, false", "::ffff:203.0.113.1, false" })
	void goesByTheSocketsAddress(String address, boolean in) {
		assertThat(this.allowed.isAllowed(from(address))).isEqualTo(in);
	}

	@Test
	void believesNoHeaderWithoutAProxy() {
		MockHttpServletRequest request = from("203.0.113.1", "192.0.2.1");
		assertThat(this.allowed.isAllowed(request)).isFalse();
		assertThat(this.allowed.address(request)).isEqualTo("203.0.113.1");
	}

	@Test
	void believesNoHeaderOfAnybodyButTheProxy() {
		assertThat(this.behindAProxy.isAllowed(from("203.0.113.1", "192.0.2.1"))).isFalse();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "192.0.2.1 | true", "203.0.113.1, 192.0.2.1 | true", "192.0.2.1, 203.0.113.1 | false",
					"192.0.2.1,203.0.113.1 | false", "'' | false", "192.0.2.1, | false", "attacker.example | false",
					"192.0.2.0/24 | false", "192.0.2.1:80 | true", "203.0.113.1, 192.0.2.1:65535 | true",
					"203.0.113.1:80 | false", "[2001:db8:1::1] | true", "[2001:db8:1::1]:51008 | true",
					"2001:db8:1::1 | true", "[2001:db9::1]:51008 | false", "192.0.2.1:port | false",
					"192.0.2.1: | false", "[192.0.2.1:80 | false", "192.0.513 | false" })
	void believesTheProxysOwnEntryAlone(String header, boolean in) {
		assertThat(this.behindAProxy.isAllowed(from(PROXY, header))).isEqualTo(in);
	}

	@Test
	void believesTheLastOfSeveralHeaders() {
		MockHttpServletRequest request = from(PROXY, "192.0.2.1", "203.0.113.1");
		assertThat(this.behindAProxy.isAllowed(request)).isFalse();
		assertThat(this.behindAProxy.address(request)).isEqualTo("203.0.113.1");
	}

	@ParameterizedTest
	@ValueSource(strings = { "attacker.example", "192.0.2.0/33", "192.0.2", "x/8", "" })
	void refusesWhatIsNoNetwork(String network) {
		assertThatThrownBy(() -> new SenderSettings(List.of(network), List.of(), ""))
			.isInstanceOf(SettingsException.class)
			.hasMessageStartingWith("fuse.webhook.allowed-networks names");
	}

	@Test
	void refusesAHeaderThatNobodyIsTrustedFor() {
		assertThatThrownBy(() -> new SenderSettings(List.of(), List.of(), "X-Forwarded-For"))
			.hasMessageContaining("only together");
		assertThatThrownBy(() -> new SenderSettings(List.of(), List.of("10.0.0.0/8"), ""))
			.hasMessageContaining("only together");
	}

	private static MockHttpServletRequest from(String address, String... headers) {
		MockHttpServletRequest request = new MockHttpServletRequest("POST", "/webhook");
		request.setRemoteAddr(address);
		List.of(headers).forEach((header) -> request.addHeader("X-Forwarded-For", header));
		return request;
	}

}
