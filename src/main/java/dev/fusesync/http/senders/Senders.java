package dev.fusesync.http.senders;

import java.util.Collections;
import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.security.web.util.matcher.IpAddressMatcher;

/**
 * Who sends a webhook: the address of its socket, unless that is a trusted proxy which
 * says in a header who it was; and whether webhooks may come from there.
 */
final class Senders {

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

	/** The last entry is the one that the proxy itself has added; others are hearsay. */
	String address(HttpServletRequest request) {
		String socket = request.getRemoteAddr();
		if (this.header.isBlank() || !isIn(this.proxies, socket)) {
			return socket;
		}
		List<String> told = Collections.list(request.getHeaders(this.header));
		String last = told.isEmpty() ? "" : told.get(told.size() - 1);
		String entry = last.substring(last.lastIndexOf(',') + 1).strip();
		return (SenderSettings.isWrong(entry) || entry.contains("/")) ? socket : entry;
	}

	private static boolean isIn(List<IpAddressMatcher> networks, String address) {
		return networks.stream().anyMatch((network) -> network.matches(address));
	}

}
