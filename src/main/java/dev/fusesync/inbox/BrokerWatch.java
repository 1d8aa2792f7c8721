package dev.fusesync.inbox;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.fusesync.settings.SettingsException;
import jakarta.annotation.PostConstruct;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * A broker elsewhere, asked at intervals whether it is there and has room, so that
 * senders get their 503 at once and no thread waits for it. When it is found, also after
 * it was away, its settings are checked: at the start a wrong one that would lose
 * webhooks stops the program, later it keeps the inbox closed.
 */
@Component
@ConditionalOnProperty(name = BrokerElsewhere.MODE, havingValue = BrokerElsewhere.NATIVE)
class BrokerWatch implements BrokerState, DisposableBean {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.inbox");

	/** Longer than that the broker is taken to be away. */
	private static final Duration PATIENCE = Duration.ofSeconds(3);

	private static final String REFUSED = "The broker refuses the name, the password or what they may do";

	private static final String REMEDY = "Give the broker what src/main/artemis/broker.xml has, as described in "
			+ "scaling.md, or the right name and password in SPRING_ARTEMIS_USER and SPRING_ARTEMIS_PASSWORD.";

	private final BrokerLine line;

	private final ApplicationEventPublisher events;

	private final Duration interval;

	/** A second one for what begins when the broker is found. */
	private final ScheduledThreadPoolExecutor threads = new ScheduledThreadPoolExecutor(2,
			(task) -> new Thread(task, "broker-watch"));

	private volatile String trouble;

	private volatile BrokerLook last;

	/** Null while the broker is away. */
	private BrokerCheck check;

	BrokerWatch(ConnectionFactory connections, ApplicationEventPublisher events, InboxSettings settings) {
		this.line = new BrokerLine(connections, PATIENCE);
		this.events = events;
		this.interval = settings.lookInterval();
	}

	@Override
	public String trouble() {
		return this.trouble;
	}

	/** What the last look has shown; empty while the broker is away. */
	Optional<BrokerLook> last() {
		return Optional.ofNullable(this.last);
	}

	@PostConstruct
	void lookFirst() {
		try {
			look();
		}
		catch (JMSSecurityException ex) {
			throw new SettingsException(List.of("%s (%s).".formatted(REFUSED, ex.getMessage())), REMEDY);
		}
		if (this.check != null && !this.check.losses().isEmpty()) {
			throw new SettingsException(this.check.losses().stream().map((loss) -> loss + ".").toList(), REMEDY);
		}
	}

	@EventListener(ApplicationReadyEvent.class)
	void watch() {
		if (this.last != null) {
			this.threads.execute(() -> this.events.publishEvent(new BrokerFound()));
		}
		this.threads.scheduleWithFixedDelay(this::lookAgain, 0, this.interval.toMillis(), TimeUnit.MILLISECONDS);
	}

	private void lookAgain() {
		boolean away = this.last == null;
		try {
			look();
		}
		catch (JMSSecurityException ex) {
			missed(REFUSED, ex);
		}
		if (away && this.last != null) {
			LOG.info("The broker is there");
			this.check.losses().forEach(LOG::error);
			this.threads.execute(() -> this.events.publishEvent(new BrokerFound()));
		}
	}

	private void look() throws JMSSecurityException {
		try {
			if (this.check == null) {
				this.check = new BrokerCheck(this.line);
				this.check.warnings().forEach(LOG::warn);
			}
			BrokerLook look = BrokerLook.through(this.line, this.check);
			this.trouble = this.check.losses()
				.stream()
				.findFirst()
				.orElse(look.diskFull() ? "The disk of the broker is nearly full" : null);
			this.last = look;
		}
		catch (JMSSecurityException ex) {
			throw ex;
		}
		catch (JMSException | RuntimeException ex) {
			missed("The broker cannot be reached", ex);
		}
	}

	private void missed(String sentence, Exception ex) {
		if (!sentence.equals(this.trouble)) {
			LOG.warn("{} ({}). It is looked for every {} ms", sentence, ex.getMessage(), this.interval.toMillis());
		}
		this.check = null;
		this.last = null;
		this.trouble = sentence;
	}

	@Override
	public void destroy() {
		this.threads.shutdownNow();
		this.line.close();
	}

}
