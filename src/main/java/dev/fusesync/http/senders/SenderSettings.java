package dev.fusesync.http.senders;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import dev.fusesync.settings.SettingsException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * From where webhooks are accepted.
 *
 * @param allowedNetworks Networks that webhooks may come from, as 192.0.2.0/24 or
 * 2001:db8::/32, or single addresses; empty for any.
 * @param trustedProxies Networks of the proxies that are trusted to report a sender's
 * address.
 * @param clientAddressHeader The header whose last entry is the sender's address; blank
 * without proxies.
 */
@ConfigurationProperties("fuse.webhook")
record SenderSettings(@DefaultValue List<String> allowedNetworks, @DefaultValue List<String> trustedProxies,
		@DefaultValue("") String clientAddressHeader) {

	private static final Pattern IPV4 = Pattern.compile("\\d+(\\.\\d+){3}(/\\d+)?");

	SenderSettings {
		List<String> faults = new ArrayList<>();
		allowedNetworks.stream()
			.filter(SenderSettings::isWrong)
			.forEach((network) -> faults.add(wrong("allowed-networks", network)));
		trustedProxies.stream()
			.filter(SenderSettings::isWrong)
			.forEach((network) -> faults.add(wrong("trusted-proxies", network)));
		if (clientAddressHeader.isBlank() != trustedProxies.isEmpty()) {
			faults.add("fuse.webhook.client-address-header and fuse.webhook.trusted-proxies may be set only together.");
		}
		if (!faults.isEmpty()) {
			throw new SettingsException(faults, "Correct them in application.properties and start again.");
		}
	}

	private static String wrong(String key, String network) {
		return "fuse.webhook." + key + " names " + network + ", which is neither an address nor a network such as "
				+ "192.0.2.0/24.";
	}

	/** Stricter than Java, which would parse 192.0.2 as 192.0.0.2. */
	static boolean isWrong(String network) {
		try {
			new IpAddressMatcher(network);
			return !network.contains(":") && !IPV4.matcher(network).matches();
		}
		catch (IllegalArgumentException ex) {
			return true;
		}
	}

}
