package dev.fusesync.inbox;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.jms.JMSException;

/**
 * Whether a broker elsewhere is set up as {@code src/main/artemis/broker.xml} says. What
 * it would lose webhooks by is told apart from what only makes it slower or noisier.
 */
final class BrokerCheck {

	/** The queues of the routes and of the dead letters. */
	private static final List<String> QUEUES = List.of("inbox", "other-events", "waiting", "waiting-overflow",
			"dead-letter", "dead-letter-chosen");

	private static final String DEAD_LETTERS = InboxConfiguration.DEAD_LETTERS;

	/** CVE-2026-57967 and others were mended in 2.57.0. */
	private static final int SAFE = 57;

	private static final ObjectMapper JSON = new ObjectMapper();

	private final List<String> losses = new ArrayList<>();

	private final List<String> warnings = new ArrayList<>();

	private final BrokerLine line;

	private final Set<String> queues;

	BrokerCheck(BrokerLine line) throws JMSException {
		this.line = line;
		this.queues = Arrays.stream((Object[]) line.call("broker", "getQueueNames", "ANYCAST"))
			.map(Object::toString)
			.collect(Collectors.toSet());
		if (!Boolean.TRUE.equals(line.attribute("broker", "PersistenceEnabled"))) {
			this.losses.add("The broker keeps nothing on disk (persistence-enabled is false)");
		}
		for (String queue : QUEUES) {
			checkQueue(queue, settings(queue));
		}
		checkVersion(line.attribute("broker", "Version").toString());
	}

	/** What loses webhooks, a sentence each. */
	List<String> losses() {
		return this.losses;
	}

	/** What works, but not well, a sentence each. */
	List<String> warnings() {
		return this.warnings;
	}

	/** Those of our queues that there are. */
	List<String> queues() {
		return QUEUES.stream().filter(this.queues::contains).toList();
	}

	private void checkQueue(String queue, JsonNode settings) throws JMSException {
		if (!this.queues.contains(queue)) {
			(queue.equals(DEAD_LETTERS) ? this.losses : this.warnings).add("The broker has no anycast queue " + queue);
		}
		else if (!Boolean.TRUE.equals(this.line.attribute("queue." + queue, "Durable"))) {
			this.losses.add("The broker's queue " + queue + " is not durable");
		}
		int attempts = settings.path("maxDeliveryAttempts").asInt(10);
		String deadLetters = settings.path("deadLetterAddress").asText();
		if (attempts >= 0 && deadLetters.isEmpty()) {
			this.losses.add("What the broker cannot deliver from " + queue + " in " + attempts
					+ " attempts is gone: it has no dead-letter-address");
		}
		else if (attempts >= 0 && !deadLetters.equals(DEAD_LETTERS)) {
			this.warnings.add("What the broker cannot deliver from " + queue + " goes to " + deadLetters
					+ " and not to dead-letter, where nobody sees it here");
		}
		checkLimits(queue, settings);
	}

	private void checkLimits(String queue, JsonNode settings) {
		String policy = settings.path("addressFullMessagePolicy").asText("PAGE");
		if (policy.equals("DROP")) {
			this.losses.add("The broker drops webhooks once " + queue + " is full (address-full-policy is DROP)");
		}
		else if (!policy.equals("PAGE")) {
			this.warnings.add("The broker keeps a long queue " + queue + " in memory (address-full-policy is " + policy
					+ ", not PAGE)");
		}
		if (settings.path("expiryDelay").asLong(-1) >= 0 || settings.path("maxExpiryDelay").asLong(-1) >= 0) {
			this.losses.add("Webhooks in " + queue + " expire (expiry-delay)");
		}
		if (!queue.startsWith(DEAD_LETTERS) && settings.path("redeliveryDelay").asLong(0) == 0) {
			this.warnings.add("The broker delivers a webhook from " + queue
					+ " that failed again at once (redelivery-delay is 0), and its attempts are gone in a moment");
		}
	}

	private void checkVersion(String version) {
		int[] parts = Arrays.stream(version.split("\\D+")).limit(2).mapToInt(Integer::parseInt).toArray();
		if (parts[0] < 2 || parts[0] == 2 && parts[1] < SAFE) {
			this.warnings.add("The broker's version " + version + " has known holes: use 2." + SAFE + ".0 or later");
		}
	}

	/** What is not in it has the broker's default. */
	private JsonNode settings(String address) throws JMSException {
		try {
			return JSON.readTree(this.line.call("broker", "getAddressSettingsAsJSON", address).toString());
		}
		catch (JsonProcessingException ex) {
			throw new IllegalStateException("The broker's settings of " + address + " cannot be read", ex);
		}
	}

}
