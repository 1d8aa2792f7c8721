package dev.fusesync.sync;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import org.springframework.boot.actuate.health.AbstractHealthIndicator;
import org.springframework.boot.actuate.health.Health;
import org.springframework.stereotype.Component;

/**
 * The health component {@code credentials}: the aggregators with credentials, the last
 * result of a call for each, the expiry of certificates, and the files of credentials.
 * The status is "ATTENTION" if a person must correct one; webhooks are received
 * nevertheless.
 */
@Component
class CredentialsHealthIndicator extends AbstractHealthIndicator {

	private final Clock clock = Clock.systemUTC();

	private final SyncSettings settings;

	private final LastAnswers answers;

	private final CertificateExpiry certificates;

	CredentialsHealthIndicator(SyncSettings settings, LastAnswers answers, CertificateExpiry certificates) {
		this.settings = settings;
		this.answers = answers;
		this.certificates = certificates;
	}

	@Override
	protected void doHealthCheck(Health.Builder health) {
		Map<String, String> unusable = unusable();
		Map<String, Instant> ends = ends();
		List<String> refused = this.answers.bySource()
			.entrySet()
			.stream()
			.filter((answer) -> answer.getValue().result().isRefused())
			.map(Map.Entry::getKey)
			.sorted()
			.toList();
		boolean over = ends.values().stream().anyMatch((end) -> end.isBefore(this.clock.instant()));
		health.status((!refused.isEmpty() || over || !unusable.isEmpty()) ? "ATTENTION" : "UP");
		health.withDetail("configured", this.settings.configured());
		detail(health, "unusable", unusable);
		Map<String, String> last = new TreeMap<>();
		this.answers.bySource().forEach((source, answer) -> last.put(source, answer.toString()));
		detail(health, "lastAnswers", last);
		if (!refused.isEmpty()) {
			health.withDetail("refused", refused);
		}
		detail(health, "certificatesEnd", ends);
		detail(health, "files", files());
	}

	private Map<String, String> files() {
		Map<String, String> files = new TreeMap<>();
		this.settings.credentials()
			.forEach((name, secret) -> secret.file().ifPresent((file) -> files.put(name, file.toString())));
		return files;
	}

	private static void detail(Health.Builder health, String name, Map<String, ?> detail) {
		if (!detail.isEmpty()) {
			health.withDetail(name, detail);
		}
	}

	private Map<String, String> unusable() {
		Map<String, String> faults = new TreeMap<>();
		this.settings.credentials()
			.forEach((name, secret) -> secret.fault().ifPresent((fault) -> faults.put(name, fault)));
		return faults;
	}

	private Map<String, Instant> ends() {
		Map<String, Instant> ends = new TreeMap<>();
		for (String name : this.certificates.names()) {
			Optional<Instant> end = this.certificates.of(name);
			end.ifPresent((instant) -> ends.put(name, instant));
		}
		return ends;
	}

}
