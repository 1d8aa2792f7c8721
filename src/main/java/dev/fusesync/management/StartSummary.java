package dev.fusesync.management;

import java.util.List;

import dev.fusesync.store.Dialect;
import dev.fusesync.store.Queues;
import dev.fusesync.store.Store;
import dev.fusesync.sync.SyncTarget;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.event.EventListener;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Logs one line, once the program is ready, about its ports, store, target and routes; or
 * that it stops, if it was told to meanwhile.
 */
@Component
class StartSummary {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync");

	private final CamelContext camel;

	private final Store store;

	private final SyncTarget target;

	private final Dialect database;

	private final ObjectProvider<BuildProperties> build;

	StartSummary(CamelContext camel, Store store, SyncTarget target, Dialect database,
			ObjectProvider<BuildProperties> build) {
		this.camel = camel;
		this.store = store;
		this.target = target;
		this.database = database;
		this.build = build;
	}

	@EventListener
	@Order(0)
	void say(ApplicationReadyEvent ready) {
		if (!ready.getApplicationContext().isActive() || isStopping()) {
			LOG.info("fuse-sync stops before it was ready");
			return;
		}
		Environment environment = ready.getApplicationContext().getEnvironment();
		BuildProperties properties = this.build.getIfAvailable();
		LOG.info(
				"fuse-sync {} is ready. Webhooks: port {}, {}. Store: {}. Calls: {}, with credentials of {}. Routes: {}. "
						+ "Management: port {}.",
				(properties != null) ? properties.getVersion() : "(unpackaged)",
				environment.getProperty("local.server.port"), environment.getProperty("fuse.webhook.path"), store(),
				this.target.host(), names(this.target.aggregators()),
				names(this.camel.getRoutes().stream().map(Route::getId).sorted().toList()),
				environment.getProperty("local.management.port"));
	}

	/**
	 * Whether the JVM was told to stop (SIGTERM). Spring closes its context only once the
	 * start is complete, and the JVM has no other way to ask.
	 */
	private static boolean isStopping() {
		Thread probe = new Thread();
		try {
			Runtime.getRuntime().addShutdownHook(probe);
			Runtime.getRuntime().removeShutdownHook(probe);
			return false;
		}
		catch (IllegalStateException ex) {
			return true;
		}
	}

	private String store() {
		long waiting = Queues.ALL.stream().mapToLong(this.store.counts()::waiting).sum();
		long dead = this.store.counts().superseded()
				+ this.store.counts().deadLetters().values().stream().mapToLong(Long::longValue).sum();
		return this.database.place() + ", " + waiting + " webhooks waiting, " + dead + " dead letters";
	}

	private static String names(List<String> names) {
		return names.isEmpty() ? "none" : String.join(", ", names);
	}

}
