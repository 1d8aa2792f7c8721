package dev.fusesync.overview.cluster;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.boot.info.BuildProperties;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** What this instance knows of itself. */
@Component
class OwnFacts {

	/** Of Linux; no question to DNS, which may be away. */
	private static final Path HOST = Path.of("/proc/sys/kernel/hostname");

	private final Environment environment;

	private final ObjectProvider<BuildProperties> build;

	private final ObjectProvider<HealthEndpoint> health;

	private final Instant started = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime())
		.truncatedTo(ChronoUnit.SECONDS);

	private final String host = host();

	OwnFacts(Environment environment, ObjectProvider<BuildProperties> build, ObjectProvider<HealthEndpoint> health) {
		this.environment = environment;
		this.build = build;
		this.health = health;
	}

	String name() {
		return this.host + ":" + this.environment.getProperty("local.management.port", "?");
	}

	About about(Instant now) {
		BuildProperties properties = this.build.getIfAvailable();
		HealthEndpoint parts = this.health.getIfAvailable();
		return new About(name(), (properties != null) ? properties.getVersion() : "(unpackaged)", this.started,
				Breaker.of((parts != null) ? parts.healthForPath("dispatch") : null, now));
	}

	private static String host() {
		try {
			return Files.readString(HOST).strip();
		}
		catch (IOException ex) {
			return System.getenv().getOrDefault("COMPUTERNAME", System.getenv().getOrDefault("HOSTNAME", "localhost"));
		}
	}

}
