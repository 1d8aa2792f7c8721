package dev.fusesync.inbox;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Refuses a webhook at once while the broker could or should not store it. Without this
 * the sender would wait in vain: a broker whose disk is full does not refuse a message
 * but makes its producer wait until there is room.
 */
@Component
class InboxGuard implements Processor {

	private static final List<String> BACKLOG = List.of("inbox", "waiting", "waiting-overflow");

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.inbox");

	private final AtomicBoolean open = new AtomicBoolean(true);

	private final OwnBroker broker;

	private final StoredWebhooks stored;

	private final InboxSettings settings;

	InboxGuard(OwnBroker broker, StoredWebhooks stored, InboxSettings settings) {
		this.broker = broker;
		this.stored = stored;
		this.settings = settings;
	}

	@Override
	public void process(Exchange exchange) throws InboxClosedException {
		String closed = closed();
		if (this.open.compareAndSet(closed != null, closed == null)) {
			tell(closed);
		}
		if (closed != null) {
			throw new InboxClosedException(closed);
		}
	}

	/** Why webhooks cannot be stored now, as a sentence; null while they can. */
	String closed() {
		String trouble = this.broker.trouble();
		if (trouble != null) {
			return trouble;
		}
		return (this.settings.maxBacklog() > 0 && backlog() >= this.settings.maxBacklog())
				? "The backlog is longer than fuse.inbox.max-backlog" : null;
	}

	/** Once, and not for every webhook that is refused. */
	private static void tell(String closed) {
		if (closed != null) {
			LOG.error("Webhooks are answered with 503 from now on: {}", closed);
		}
		else {
			LOG.info("Webhooks are accepted again");
		}
	}

	/**
	 * Webhooks that are still to be synced, those that wait for another attempt included.
	 */
	private long backlog() {
		return BACKLOG.stream().mapToLong(this.stored::count).sum();
	}

}
