package dev.fusesync.http.senders;

import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * Determines the address of a webhook's sender, which is the address of the socket or, if
 * that is a trusted proxy, the one in its header; and whether webhooks are accepted from
 * it.
 */
final class Senders {

	private static final Pattern PORT = Pattern.compile("^(?:([0-9.]+)|\\[([^\\]]+)])(?::\\d{1,5})?$");

	private final List<IpAddressMatcher> allowed;

	private final List<IpAddressMatcher> proxies;

	private final String header;

	Senders(SenderSettings settings) {
		this.allowed = settings.allowedNetworks().stream().map(IpAddressMatcher::new).toList();
		this.proxies = settings.trustedProxies().stream().map(IpAddressMatcher::new).toList();
		this.header = settings.clientAddressHeader();
	}

	boolean isAllowed(HttpServletRequest request) {
		return this.allowed.isEmpty() || isIn(this.allowed, address(request));
	}

	/**
	 * The last entry is added by the proxy; earlier entries are supplied by the client
	 * and not trusted.
	 */
	String address(HttpServletRequest request) {
		String socket = request.getRemoteAddr();
		if (this.header.isBlank() || !isIn(this.proxies, socket)) {
			return socket;
		}
		List<String> told = Collections.list(request.getHeaders(this.header));
		String last = told.isEmpty() ? "" : told.get(told.size() - 1);
		String entry = withoutPort(last.substring(last.lastIndexOf(',') + 1).strip());
		return (SenderSettings.isWrong(entry) || entry.contains("/")) ? socket : entry;
	}

	/** Some gateways add the port: 192.0.2.7:51008 or [2001:db8::7]:51008. */
	private static String withoutPort(String entry) {
		return PORT.matcher(entry).replaceFirst("$1$2");
	}

	private static boolean isIn(List<IpAddressMatcher> networks, String address) {
		return networks.stream().anyMatch((network) -> network.matches(address));
	}

}
