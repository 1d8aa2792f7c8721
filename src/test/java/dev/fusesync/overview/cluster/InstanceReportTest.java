package dev.fusesync.overview.cluster;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.fusesync.store.TestDatabase;
import dev.fusesync.support.StoredWebhooks;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.boot.info.BuildProperties;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/** What each instance knows of the others. */
@Tag("both-databases")
class InstanceReportTest {

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	@TempDir
	private Path directory;

	private StoredWebhooks webhooks;

	private InstanceReport report;

	@BeforeEach
	void open() throws Exception {
		this.webhooks = new StoredWebhooks(this.directory);
		this.report = report(this.webhooks, "8081");
		Gauge.builder("fuse.store.claimed", () -> 3).register(this.meters);
	}

	@AfterEach
	void close() throws Exception {
		this.webhooks.close();
	}

	@Test
	void knowsItself() {
		this.report.report();
		assertThat(this.report.all()).singleElement().satisfies((here) -> {
			assertThat(here.here()).isTrue();
			assertThat(here.name()).endsWith(":8081").hasSizeGreaterThan(5);
			assertThat(here.version()).isEqualTo("(unpackaged)");
			assertThat(here.started()).isBefore(Instant.now());
			assertThat(here.heartbeat()).isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(5));
			assertThat(here.buckets()).isEqualTo(256);
			assertThat(here.claimed()).isEqualTo(3);
			assertThat(here.breaker()).isEqualTo(new Breaker("closed", null, null, null));
			assertThat(here.number() == 0).isEqualTo(!TestDatabase.POSTGRESQL);
		});
		assertThat(this.report.here().number()).isEqualTo(this.report.all().get(0).number());
	}

	@Test
	void knowsTheOthers() throws Exception {
		StoredWebhooks another = this.webhooks.another();
		try {
			InstanceReport others = report(another, "8082");
			assertThat(another(this.report, another)).as("one that has said nothing yet")
				.allSatisfy((one) -> assertThat(one.name()).isNull());
			others.report();
			others.report();
			assertThat(another(this.report, another)).hasSize(TestDatabase.POSTGRESQL ? 1 : 0).allSatisfy((one) -> {
				assertThat(one.name()).endsWith(":8082");
				assertThat(one.version()).isEqualTo("(unpackaged)");
				assertThat(one.breaker()).isEqualTo(new Breaker("closed", null, null, null));
				assertThat(one.claimed()).isNull();
				assertThat(one.here()).isFalse();
			});
		}
		finally {
			if (another != this.webhooks) {
				another.close();
			}
		}
		this.report.report();
		assertThat(this.report.all()).hasSize(1);
	}

	@Test
	void readsWhatAnotherVersionSaid() {
		assertThat(AboutText.read("{\"name\":\"web\",\"later\":{\"a\":1}}").name()).isEqualTo("web");
		assertThat(AboutText.read("{\"name\":\"web\",\"breaker\":{\"open\":true}}").breaker()).isNull();
		assertThat(AboutText.read("[1]")).isEqualTo(AboutText.read(null));
		assertThat(AboutText.read("null")).isEqualTo(AboutText.read(null));
		About about = new About("web", "1", Instant.parse("2026-01-31T14:10:00Z"),
				new Breaker("open", "\"x\"", Instant.EPOCH, Instant.EPOCH));
		assertThat(AboutText.read(AboutText.of(about))).isEqualTo(about);
	}

	@Test
	void readsTheBreakerFromHealth() {
		Instant now = Instant.parse("2026-01-31T14:10:00Z");
		Health.Builder paused = Health.status("PAUSED")
			.withDetail("reason", "Why.")
			.withDetail("since", now.minusSeconds(60))
			.withDetail("halfOpenAt", now.plusSeconds(1));
		assertThat(Breaker.of(paused.build(), now))
			.isEqualTo(new Breaker("open", "Why.", now.minusSeconds(60), now.plusSeconds(1)));
		assertThat(Breaker.of(paused.build(), now.plusSeconds(1)))
			.isEqualTo(new Breaker("half-open", "Why.", now.minusSeconds(60), null));
		assertThat(Breaker.of(paused.withDetail("stopped", "A route.").build(), now))
			.isEqualTo(new Breaker("stopped", "A route.", null, null));
		assertThat(Breaker.of(Health.up().withDetails(Map.of()).build(), now).syncs()).isTrue();
		assertThat(Breaker.of(null, now).syncs()).isTrue();
	}

	private static List<Instance> another(InstanceReport report, StoredWebhooks another) {
		long number = another.store().buckets().term();
		return report.all().stream().filter((one) -> one.number() == number && number != 0).toList();
	}

	private InstanceReport report(StoredWebhooks webhooks, String port) {
		DefaultListableBeanFactory none = new DefaultListableBeanFactory();
		OwnFacts own = new OwnFacts(new MockEnvironment().withProperty("local.management.port", port),
				none.getBeanProvider(BuildProperties.class), none.getBeanProvider(HealthEndpoint.class));
		return new InstanceReport(webhooks.store(), new InstanceQueries(webhooks.store()), own, this.meters);
	}

}
