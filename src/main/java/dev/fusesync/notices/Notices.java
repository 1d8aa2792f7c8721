package dev.fusesync.notices;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.direct.DirectConsumerNotAvailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.stereotype.Component;

/**
 * Hands notices to the route {@code after-transition}, in threads as the other notices
 * have: at most four run, and 1,000 wait. Further ones are logged and left out.
 */
@Component
class Notices {

	static final String ROUTE = "direct:after-transition";

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.notices");

	private final CamelContext camel;

	private ExecutorService threads;

	private ProducerTemplate template;

	private boolean missingLogged;

	Notices(CamelContext camel) {
		this.camel = camel;
	}

	/** Returns at once. */
	synchronized void send(Notice notice) {
		if (!isTaken()) {
			if (!this.missingLogged) {
				this.missingLogged = true;
				LOG.info("No route takes from {}, so nobody is told of {} and the like", ROUTE, notice);
			}
			return;
		}
		if (this.threads == null) {
			this.threads = this.camel.getExecutorServiceManager().newThreadPool(this, "transition", "notices");
			this.template = this.camel.createProducerTemplate();
		}
		try {
			this.threads.execute(() -> tell(notice));
		}
		catch (RejectedExecutionException ex) {
			LOG.warn("The notice about {} was left out, since too many wait", notice);
		}
	}

	/** A file of notices from before has no such route; a stopped route counts. */
	private boolean isTaken() {
		return this.camel.getRoutes()
			.stream()
			.anyMatch((route) -> route.getEndpoint().getEndpointUri().equals("direct://after-transition"));
	}

	/** Failures in the route are logged by its policy. */
	private void tell(Notice notice) {
		Exchange told = this.template.send(ROUTE, (exchange) -> {
			exchange.setVariable("kind", notice.kind());
			exchange.setVariable("subject", notice.subject());
			exchange.setVariable("state", notice.state());
			exchange.setVariable("since", notice.since());
			exchange.setVariable("count", notice.count());
			exchange.setVariable("instance", notice.instance());
			exchange.getMessage().setBody(notice.text());
		});
		if (told.getException() instanceof DirectConsumerNotAvailableException) {
			LOG.warn("The notice about {} was left out, since the route does not run", notice);
		}
	}

}
