package dev.fusesync.management;

import java.util.List;

import dev.fusesync.settings.SettingsException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * The management port behind a proxy.
 *
 * @param trustedProxies Networks of the proxies whose headers X-Forwarded-Proto, -Host,
 * -Port, -Prefix and -For are used, such as 127.0.0.1 or 10.0.0.0/8; empty for none.
 */
@ConfigurationProperties("fuse.management")
record ManagementSettings(@DefaultValue List<String> trustedProxies) {

	ManagementSettings {
		try {
			trustedProxies.forEach(IpAddressMatcher::new);
		}
		catch (IllegalArgumentException ex) {
			throw new SettingsException(
					List.of("fuse.management.trusted-proxies names something that is no address or network."),
					"Write addresses such as 127.0.0.1 or networks such as 10.0.0.0/8, with commas.");
		}
	}

	/** Whether that address is a trusted proxy's. */
	boolean isTrusted(String address) {
		return this.trustedProxies.stream().anyMatch((network) -> new IpAddressMatcher(network).matches(address));
	}

}
