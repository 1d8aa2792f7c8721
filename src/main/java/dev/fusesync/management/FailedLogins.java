package dev.fusesync.management;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How many logins in a row an address got wrong, and how long it has to wait for the next
 * one. Remembers the addresses that failed last only, so that its memory is bounded.
 */
final class FailedLogins {

	/** Wrong logins that nobody has to wait for. */
	static final int FREE = 5;

	/** How long an address waits after each further one. */
	static final Duration WAIT = Duration.ofSeconds(30);

	/** Addresses remembered. */
	static final int ADDRESSES = 1_000;

	private final InstantSource clock;

	private final Map<String, Failures> byAddress = new LinkedHashMap<>(16, 0.75f, true);

	FailedLogins(InstantSource clock) {
		this.clock = clock;
	}

	/** How long the address still has to wait, zero if it need not. */
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

	/** Whoever has one IPv6 address has its whole /64. */
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
