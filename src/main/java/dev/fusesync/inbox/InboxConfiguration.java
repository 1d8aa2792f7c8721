package dev.fusesync.inbox;

import java.nio.file.Path;

import jakarta.jms.ConnectionFactory;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsMessageType;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.jms.artemis.ArtemisConfigurationCustomizer;
import org.springframework.boot.autoconfigure.jms.artemis.ArtemisProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jms.connection.DelegatingConnectionFactory;

/** The broker behind the queues, and how every route, also one added later, uses them. */
@Configuration(proxyBeanMethods = false)
class InboxConfiguration {

	static final String DEAD_LETTERS = "dead-letter";

	/**
	 * What the webhooks of one queue may take in memory, in bytes; a longer backlog is
	 * paged to disk.
	 */
	private static final long MEMORY = 16L << 20;

	/**
	 * The size of a file of a paged queue, in bytes. The broker keeps two of them in
	 * memory for each long queue, as objects that take several times their bytes, so that
	 * its own default of 10 MB costs more than the queue may take.
	 */
	private static final int PAGE = 1 << 20;

	/**
	 * How far a paged queue is read ahead, in bytes. The broker's own default is two
	 * pages.
	 */
	private static final int READ_AHEAD = 8 << 20;

	/**
	 * How long writes are gathered before they go to the disk together, in ns. The
	 * broker's own default of 3.3 ms is for disks that turn; a sender who is alone waits
	 * that long.
	 */
	private static final int GATHER = 300_000;

	/**
	 * Threads between this program and its own broker, for each direction. None of them
	 * ever waits; eight a processor, the default, keep waking each other up.
	 */
	private static final int THREADS = Math.max(2, Runtime.getRuntime().availableProcessors());

	/**
	 * How long a second program on the same data directory waits before it gives up, in
	 * ms.
	 */
	private static final long LOCK_TIMEOUT = 10_000;

	/**
	 * The component {@code jms}, with the settings under which a webhook is never lost: a
	 * message leaves its queue together with what its route sent on, or not at all (local
	 * transactions of one session, which Spring's cached consumer makes affordable).
	 */
	@Bean
	JmsComponent jms(ConnectionFactory connectionFactory, ObjectProvider<EmbeddedActiveMQ> broker,
			ArtemisProperties artemis) {
		broker.ifAvailable((embedded) -> {
			if (!embedded.getActiveMQServer().isActive()) {
				throw DataDirectory.unusable(dataDirectory(artemis), "could not be opened by the broker");
			}
		});
		JmsComponent jms = new JmsComponent();
		jms.setConnectionFactory(connectionFactory);
		jms.setTransacted(true);
		jms.setLazyCreateTransactionManager(false);
		jms.setExposeListenerSession(true);
		jms.setCacheLevelName("CACHE_CONSUMER");
		jms.setDisableReplyTo(true);
		jms.setErrorHandlerLogStackTrace(false);
		jms.setAcceptMessagesWhileStopping(true);
		jms.setJmsMessageType(JmsMessageType.Bytes);
		return jms;
	}

	/**
	 * For a send that is no part of the transaction under way, but stored when it ends.
	 * While a queue is paged, the broker keeps every transaction that sent to it in
	 * memory until its messages are consumed; a long backlog must not cost that.
	 */
	@Bean(defaultCandidate = false)
	ConnectionFactory atOnce(ConnectionFactory connectionFactory) {
		// Spring finds the session of a transaction by the very object.
		DelegatingConnectionFactory another = new DelegatingConnectionFactory();
		another.setTargetConnectionFactory(connectionFactory);
		return another;
	}

	/**
	 * Redelivery by the broker is only the net below the routes' own error handling: for
	 * a crash or a bug there, a message comes again after a growing delay and in the end
	 * lies with the dead letters.
	 */
	@Bean
	ArtemisConfigurationCustomizer broker(InboxSettings inbox, ArtemisProperties artemis) {
		return (broker) -> {
			DataDirectory.prepare(dataDirectory(artemis));
			broker.setName("fuse-sync");
			broker.setMaxDiskUsage(inbox.maxDiskUsage());
			broker.setJournalLockAcquisitionTimeout(LOCK_TIMEOUT);
			broker.setJournalBufferTimeout_NIO(GATHER);
			ActiveMQClient.setGlobalThreadPoolProperties(THREADS, ActiveMQClient.getGlobalScheduledThreadPoolSize(),
					THREADS);
			AddressSettings settings = new AddressSettings().setDeadLetterAddress(SimpleString.of(DEAD_LETTERS))
				.setExpiryAddress(SimpleString.of("ExpiryQueue"))
				.setMaxDeliveryAttempts(20)
				.setRedeliveryDelay(5_000)
				.setRedeliveryMultiplier(2)
				.setMaxRedeliveryDelay(900_000)
				.setDefaultConsumerWindowSize(0)
				.setMaxSizeBytes(MEMORY)
				.setPageSizeBytes(PAGE)
				.setMaxReadPageBytes(READ_AHEAD)
				.setAutoDeleteQueues(false)
				.setAutoDeleteAddresses(false);
			broker.addAddressSetting("#", settings);
			// A dead letter that cannot be put back now stays where it is.
			AddressSettings staying = new AddressSettings().setMaxDeliveryAttempts(-1).setRedeliveryDelay(0);
			broker.addAddressSetting(DEAD_LETTERS, staying).addAddressSetting(DEAD_LETTERS + "-chosen", staying);
		};
	}

	private static Path dataDirectory(ArtemisProperties artemis) {
		return Path.of(artemis.getEmbedded().getDataDirectory());
	}

}
