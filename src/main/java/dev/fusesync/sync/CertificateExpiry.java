package dev.fusesync.sync;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import dev.fusesync.notices.Condition;
import dev.fusesync.secrets.Secret;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.stereotype.Component;

/**
 * Expiry of the certificates among the credentials, whose names end with
 * {@code -certificate}: the base64 of a PEM file, as Fuse requires for
 * {@code Teller-Certificate}. Read each time, since a file may be replaced.
 */
@Component
class CertificateExpiry implements Condition {

	private static final String SUFFIX = "-certificate";

	private static final String SUBJECT = " within ";

	private static final String FIRST = SUBJECT + "14 days";

	/** How long before its end a person is told, in days. */
	private static final List<Long> DAYS_BEFORE = List.of(14L, 2L);

	private final SyncSettings settings;

	CertificateExpiry(SyncSettings settings, MeterRegistry meters) {
		this.settings = settings;
		for (String name : names()) {
			Gauge
				.builder("fuse.credentials.certificate.expiry",
						() -> of(name).map((end) -> (double) end.getEpochSecond()).orElse(Double.NaN))
				.description("When the certificate expires, in seconds since 1970")
				.baseUnit("seconds")
				.tag("credential", name)
				.register(meters);
		}
	}

	List<String> names() {
		Set<String> credentials = this.settings.credentials().keySet();
		return credentials.stream().filter((name) -> name.endsWith(SUFFIX)).sorted().toList();
	}

	/** Returns the expiry; empty if the certificate cannot be read. */
	Optional<Instant> of(String name) {
		Secret certificate = this.settings.credentials().get(name);
		return certificate.fault().isPresent() ? Optional.empty() : end(certificate.text());
	}

	@Override
	public String kind() {
		return "certificate";
	}

	@Override
	public Map<String, Present> present() {
		Map<String, Present> present = new TreeMap<>();
		for (String name : names()) {
			of(name).ifPresent((end) -> present.putAll(endsSoon(name, end, Instant.now())));
		}
		return present;
	}

	/** Twice for each certificate: 14 days and 2 days before its end. */
	static Map<String, Present> endsSoon(String name, Instant end, Instant now) {
		Map<String, Present> soon = new TreeMap<>();
		for (long days : DAYS_BEFORE) {
			if (!now.isBefore(end.minus(days, ChronoUnit.DAYS))) {
				soon.put(name + SUBJECT + days + " days", new Present("The certificate " + name + " ends on "
						+ end.toString().substring(0, 10) + ". Replace its file in time."));
			}
		}
		return soon;
	}

	/** Told once for both, and not while the file cannot be read. */
	@Override
	public String over(String subject) {
		String name = subject.substring(0, subject.indexOf(SUBJECT));
		return of(name).filter((end) -> endsSoon(name, end, Instant.now()).isEmpty() && subject.endsWith(FIRST))
			.map((end) -> "The certificate " + name + " was replaced; it ends on " + end.toString().substring(0, 10)
					+ ".")
			.orElse(null);
	}

	/** A file may be read for it. */
	@Override
	public Duration interval() {
		return Duration.ofMinutes(1);
	}

	@Override
	public boolean isOfAllInstances() {
		return true;
	}

	/** Returns the expiry of the first certificate in the base64 of a PEM file. */
	static Optional<Instant> end(String base64) {
		try {
			byte[] pem = Base64.getDecoder().decode(base64);
			X509Certificate certificate = (X509Certificate) CertificateFactory.getInstance("X.509")
				.generateCertificate(new ByteArrayInputStream(pem));
			return Optional.of(certificate.getNotAfter().toInstant());
		}
		catch (CertificateException | IllegalArgumentException ex) {
			return Optional.empty();
		}
	}

}
