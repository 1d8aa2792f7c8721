package dev.fusesync.management;

import java.nio.file.Path;
import java.util.List;

import dev.fusesync.inbox.StoredWebhooks;
import dev.fusesync.sync.SyncTarget;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.jms.artemis.ArtemisProperties;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.info.BuildProperties;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Says in one line, once the program is ready, what runs here and what it talks to. */
@Component
class StartSummary {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync");

	private static final List<String> BACKLOG = List.of("inbox", "other-events", "waiting", "waiting-overflow");

	private final CamelContext camel;

	private final StoredWebhooks stored;

	private final SyncTarget target;

	private final ArtemisProperties artemis;

	private final ObjectProvider<BuildProperties> build;

	StartSummary(CamelContext camel, StoredWebhooks stored, SyncTarget target, ArtemisProperties artemis,
			ObjectProvider<BuildProperties> build) {
		this.camel = camel;
		this.stored = stored;
		this.target = target;
		this.artemis = artemis;
		this.build = build;
	}

	@EventListener
	void say(ApplicationReadyEvent ready) {
		Environment environment = ready.getApplicationContext().getEnvironment();
		BuildProperties properties = this.build.getIfAvailable();
		LOG.info(
				"fuse-sync {} is ready. Webhooks: port {}, {}. Inbox: {}. Calls: {}, with credentials of {}. Routes: {}. "
						+ "Management: port {}.",
				(properties != null) ? properties.getVersion() : "(unpackaged)",
				environment.getProperty("local.server.port"), environment.getProperty("fuse.webhook.path"), inbox(),
				this.target.host(), names(this.target.aggregators()),
				names(this.camel.getRoutes().stream().map(Route::getId).sorted().toList()),
				environment.getProperty("local.management.port"));
	}

	private String inbox() {
		String place = Path.of(this.artemis.getEmbedded().getDataDirectory()).toAbsolutePath().normalize().toString();
		if (!this.stored.isVisible()) {
			return place + ", which is not there";
		}
		long waiting = BACKLOG.stream().mapToLong(this.stored::count).sum();
		return place + ", " + waiting + " webhooks waiting, " + this.stored.count("dead-letter") + " dead letters";
	}

	private static String names(List<String> names) {
		return names.isEmpty() ? "none" : String.join(", ", names);
	}

}
