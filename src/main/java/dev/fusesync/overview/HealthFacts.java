package dev.fusesync.overview;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

import dev.fusesync.overview.Overview.Credentials;
import dev.fusesync.overview.Overview.Disk;
import dev.fusesync.store.Dialect;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.boot.actuate.health.Status;
import org.springframework.stereotype.Component;

/** Reads the parts of health that the overview shows. */
@Component
class HealthFacts {

	private final ObjectProvider<HealthEndpoint> health;

	private final Dialect database;

	HealthFacts(ObjectProvider<HealthEndpoint> health, Dialect database) {
		this.health = health;
		this.database = database;
	}

	/** Whether a running route takes webhooks. */
	boolean isReceiving() {
		return !Status.DOWN.equals(part("receive").getStatus());
	}

	/** On PostgreSQL its size is a question to the database. */
	Disk disk(Questions questions) {
		Health disk = part("diskSpace");
		return new Disk(detail(disk, "free", Long.class), detail(disk, "total", Long.class),
				questions.ask(() -> number(this.database.size()), null),
				questions.ask(() -> number(this.database.logSize()), null), this.database.place(),
				detail(part("store"), "reason", String.class));
	}

	private static Long number(OptionalLong size) {
		return size.isPresent() ? size.getAsLong() : null;
	}

	Credentials credentials() {
		Health credentials = part("credentials");
		return new Credentials(map(credentials, "lastAnswers", String.class),
				(credentials.getDetails().get("refused") instanceof List<?> refused)
						? refused.stream().map(String::valueOf).toList() : List.of(),
				map(credentials, "certificatesEnd", Instant.class), map(credentials, "unusable", String.class),
				map(credentials, "files", String.class));
	}

	/** A part that is switched off is as one without details. */
	private Health part(String name) {
		HealthEndpoint all = this.health.getIfAvailable();
		return (all != null && all.healthForPath(name) instanceof Health part) ? part : Health.unknown().build();
	}

	private static <T> T detail(Health part, String name, Class<T> type) {
		Object detail = part.getDetails().get(name);
		return type.isInstance(detail) ? type.cast(detail) : null;
	}

	private static <T> Map<String, T> map(Health part, String name, Class<T> type) {
		if (!(part.getDetails().get(name) instanceof Map<?, ?> found)) {
			return Map.of();
		}
		Map<String, T> map = new TreeMap<>();
		found.forEach((key, value) -> map.put(String.valueOf(key), type.cast(value)));
		return map;
	}

}
