package dev.fusesync.http.senders;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import dev.fusesync.settings.SettingsException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * Which machines webhooks may come from.
 *
 * @param allowedNetworks Networks that webhooks may come from, as 192.0.2.0/24 or
 * 2001:db8::/32, or single addresses; none is any.
 * @param trustedProxies Networks of the proxies whose word on a sender's address is
 * taken.
 * @param clientAddressHeader The header in which they say it, its last entry; blank if
 * there are none.
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
			faults.add("fuse.webhook.client-address-header and fuse.webhook.trusted-proxies are of use only together.");
		}
		if (!faults.isEmpty()) {
			throw new SettingsException(faults, "Correct them in application.properties and start again.");
		}
	}

	private static String wrong(String key, String network) {
		return "fuse.webhook." + key + " names " + network + ", which is neither an address nor a network such as "
				+ "192.0.2.0/24.";
	}

	/** Java itself would read 192.0.2 as 192.0.0.2. */
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
