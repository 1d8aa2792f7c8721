package dev.fusesync.overview;

import java.time.temporal.ChronoUnit;
import java.util.List;

import dev.fusesync.overview.Overview.DeadLetters;
import dev.fusesync.overview.Overview.Stale;
import dev.fusesync.overview.activity.Activity;
import dev.fusesync.overview.cluster.Instance;
import dev.fusesync.overview.cluster.InstanceReport;
import dev.fusesync.store.Dialect;
import dev.fusesync.store.Store;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.stereotype.Component;

/**
 * Tells what is going on and what is wrong, over HTTP on the management port and over
 * JMX. Answers also while the database cannot be read, and says so. Its answer is kept
 * for 3 s by the setting {@code management.endpoint.overview.cache.time-to-live}.
 */
@Component
@Endpoint(id = "overview")
class OverviewEndpoint {

	private final Store store;

	private final Dialect database;

	private final Activity activity;

	private final InstanceReport instances;

	private final QueueFacts queues;

	private final HealthFacts health;

	private final MeterRegistry meters;

	OverviewEndpoint(Store store, Dialect database, Activity activity, InstanceReport instances, QueueFacts queues,
			HealthFacts health, MeterRegistry meters) {
		this.store = store;
		this.database = database;
		this.activity = activity;
		this.instances = instances;
		this.queues = queues;
		this.health = health;
		this.meters = meters;
	}

	/** Returns the overview as of now. */
	@ReadOperation
	Overview overview() {
		Instance here = this.instances.here();
		Questions questions = Questions.to(this.store, this.database);
		Facts facts = new Facts(this.store.clock().instant().truncatedTo(ChronoUnit.SECONDS), this.health.isReceiving(),
				isRefusedByFuse(), questions.ask(this.instances::all, List.of(here)), this.queues.all(questions),
				questions.ask(this.activity::lastHour, List.of()),
				new DeadLetters(this.store.counts().deadLetters(), this.store.counts().superseded()),
				this.health.credentials(), this.health.disk(questions));
		OverviewState state = OverviewState.of(facts);
		return new Overview(facts.at(), state.state(), state.sentence(), state.help(), state.page(), here.version(),
				facts.instances(), facts.queues(), facts.minutes(), facts.deadLetters(), facts.credentials(),
				facts.disk(), stale());
	}

	private boolean isRefusedByFuse() {
		Gauge refused = this.meters.find("fuse.dispatch.paused").tag("reason", "refused").gauge();
		return refused != null && refused.value() > 0;
	}

	private List<Stale> stale() {
		return this.meters.find("fuse.connections.stale")
			.gauges()
			.stream()
			.filter((gauge) -> gauge.value() > 0)
			.map((gauge) -> new Stale(gauge.getId().getTag("source"), gauge.getId().getTag("threshold"),
					(long) gauge.value()))
			.toList();
	}

}
