package dev.fusesync.page.overview;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.fusesync.page.parts.Fields;
import dev.fusesync.page.parts.Timed;
import dev.fusesync.page.parts.Times.Moment;
import dev.fusesync.webhook.Shown;

/**
 * What is known of a credential.
 *
 * @param name the variable, or the aggregator whose calls were answered
 * @param word what kind of fact it is
 * @param tone the colour of the word
 * @param says the fact
 * @param when since when, or until when; null if unknown
 */
record Credential(String name, String word, String tone, String says, Moment when) {

	private static final Duration SOON = Duration.ofDays(14);

	/** The worst first. */
	static List<Credential> of(Fields credentials) {
		List<Credential> all = new ArrayList<>();
		Fields unusable = credentials.of("unusable");
		credentials.entries("unusable")
			.forEach((one) -> all
				.add(new Credential(Shown.of(one.getKey()), "Unusable", "bad", unusable.text(one.getKey()), null)));
		credentials.entries("certificatesEnd").forEach((one) -> all.add(certificate(credentials, one.getKey())));
		credentials.entries("lastAnswers").forEach((one) -> all.add(answer(credentials, one.getKey())));
		return all;
	}

	private static Credential certificate(Fields credentials, String name) {
		Fields ends = credentials.of("certificatesEnd");
		boolean soon = ends.isBefore(name, credentials.times().now().plus(SOON));
		return new Credential(Shown.of(name), "Certificate", soon ? "warn" : "none", "ends", ends.time(name));
	}

	private static Credential answer(Fields credentials, String source) {
		String text = credentials.of("lastAnswers").raw(source);
		String tone = credentials.strings("refused").contains(source) ? "bad" : "good";
		return Timed.of(text, credentials.times())
			.map((timed) -> new Credential(Shown.of(source), "Last answer", tone, timed.text(), timed.when()))
			.orElseGet(() -> new Credential(Shown.of(source), "Last answer", tone, Shown.of(text), null));
	}

}
