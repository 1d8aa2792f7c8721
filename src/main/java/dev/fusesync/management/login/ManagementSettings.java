package dev.fusesync.management.login;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import dev.fusesync.settings.SettingsException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * Who may enter the management port, and from behind which proxy.
 *
 * @param trustedProxies Networks of the proxies whose headers X-Forwarded-Proto, -Host,
 * -Port, -Prefix and -For are used, such as 127.0.0.1 or 10.0.0.0/8; empty for none.
 * @param logins Path of a file with a login a line: name, bcrypt hash and role (operator
 * or viewer), with colons; blank for none.
 * @param userHeader Header in which a trusted proxy names the person it has logged in,
 * such as X-Forwarded-User; blank for none.
 */
@ConfigurationProperties("fuse.management")
record ManagementSettings(@DefaultValue List<String> trustedProxies, @DefaultValue("") String logins,
		@DefaultValue("") String userHeader) {

	ManagementSettings {
		List<String> faults = new ArrayList<>();
		if (!trustedProxies.stream().allMatch(ManagementSettings::isNetwork)) {
			faults.add("fuse.management.trusted-proxies names something that is no address or network.");
		}
		if (!userHeader.matches("[A-Za-z0-9-]*")) {
			faults.add("fuse.management.user-header is not the name of a header.");
		}
		if (!userHeader.isEmpty() && trustedProxies.isEmpty()) {
			faults.add("fuse.management.user-header is set, but fuse.management.trusted-proxies is blank: "
					+ "anybody could send it.");
		}
		if (!faults.isEmpty()) {
			throw new SettingsException(faults,
					"Write addresses such as 127.0.0.1 or networks such as 10.0.0.0/8, with commas, "
							+ "and a header such as X-Forwarded-User.");
		}
	}

	/** Whether that address is a trusted proxy's. */
	boolean isTrusted(String address) {
		return this.trustedProxies.stream().anyMatch((network) -> new IpAddressMatcher(network).matches(address));
	}

	/** The file of logins, if there is one. */
	Optional<Path> loginFile() {
		try {
			return this.logins.isBlank() ? Optional.empty() : Optional.of(Path.of(this.logins.strip()));
		}
		catch (InvalidPathException ex) {
			throw new SettingsException(List.of("fuse.management.logins names a file that cannot be read."),
					"Correct the path, or leave it blank.");
		}
	}

	private static boolean isNetwork(String text) {
		try {
			return new IpAddressMatcher(text) != null;
		}
		catch (IllegalArgumentException ex) {
			return false;
		}
	}

}
