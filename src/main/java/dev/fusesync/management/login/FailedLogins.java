package dev.fusesync.management.login;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts consecutive failed logins per address, and the time until its next login is
 * allowed. Only the addresses that failed last are kept, so that memory is bounded.
 */
final class FailedLogins {

	/** Failed logins without a wait. */
	static final int FREE = 5;

	/** Wait after each further failed login. */
	static final Duration WAIT = Duration.ofSeconds(30);

	/** Maximum number of addresses. */
	static final int ADDRESSES = 1_000;

	private final InstantSource clock;

	private final Map<String, Failures> byAddress = new LinkedHashMap<>(16, 0.75f, true);

	FailedLogins(InstantSource clock) {
		this.clock = clock;
	}

	/** The remaining wait of the address, zero if there is none. */
	synchronized Duration waitOf(String address) {
		Failures failures = this.byAddress.get(network(address));
		if (failures == null || failures.count() < FREE) {
			return Duration.ZERO;
		}
		Duration left = Duration.between(this.clock.instant(), failures.last().plus(WAIT));
		return left.isNegative() ? Duration.ZERO : left;
	}

	synchronized void add(String address) {
		this.byAddress.merge(network(address), new Failures(1, this.clock.instant()),
				(old, one) -> new Failures(old.count() + 1, one.last()));
		if (this.byAddress.size() > ADDRESSES) {
			this.byAddress.remove(this.byAddress.keySet().iterator().next());
		}
	}

	synchronized void forget(String address) {
		this.byAddress.remove(network(address));
	}

	synchronized int size() {
		return this.byAddress.size();
	}

	/** Groups IPv6 addresses by /64, the network of a single subscriber. */
	private static String network(String address) {
		if (!address.contains(":")) {
			return address;
		}
		try {
			return Arrays.toString(Arrays.copyOf(InetAddress.getByName(address).getAddress(), 8));
		}
		catch (UnknownHostException ex) {
			return address;
		}
	}

	private record Failures(int count, Instant last) {
	}

}
