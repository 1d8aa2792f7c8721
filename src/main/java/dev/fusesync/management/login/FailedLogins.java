package dev.fusesync.management.login;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

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

	synchronized void add(String address, String name) {
		this.byAddress.merge(network(address), new Failures(1, this.clock.instant(), name), Failures::and);
		if (this.byAddress.size() > ADDRESSES) {
			this.byAddress.remove(this.byAddress.keySet().iterator().next());
		}
	}

	/**
	 * Called when that name has logged in. Failures of another name stay: else who has a
	 * login could guess another one's password for ever.
	 */
	synchronized void forget(String address, String name) {
		this.byAddress.computeIfPresent(network(address),
				(network, failures) -> name.equals(failures.name()) ? null : failures);
	}

	/** Forgets all, as a restart does. */
	synchronized void clear() {
		this.byAddress.clear();
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

	/**
	 * Failures of one address.
	 *
	 * @param name whose they are; null if they are not of one name
	 */
	private record Failures(int count, Instant last, String name) {

		Failures and(Failures one) {
			return new Failures(this.count + 1, one.last, Objects.equals(this.name, one.name) ? this.name : null);
		}

	}

}
