package dev.fusesync.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/**
 * What the embedded broker takes for a message of 1 kB that is stored on disk, taken in a
 * transaction and gone: the least that a webhook can cost while there is such a broker.
 */
final class BrokerAlone {

	private static final int THREADS = 64;

	private static final int SECONDS = 15;

	private final AtomicBoolean stopped = new AtomicBoolean();

	private final LongAdder taken = new LongAdder();

	/** So that nothing piles up. */
	private final Semaphore room = new Semaphore(2 * THREADS);

	private final byte[] body = new byte[1024];

	public static void main(String[] args) throws Exception {
		Path directory = Files.createTempDirectory(Path.of("target"), "broker-");
		ActiveMQClient.setGlobalThreadPoolProperties(2, 5, 2);
		EmbeddedActiveMQ broker = new EmbeddedActiveMQ().setConfiguration(configuration(directory));
		broker.start();
		new BrokerAlone().run();
		broker.stop();
	}

	private static Configuration configuration(Path directory) throws Exception {
		AddressSettings settings = new AddressSettings().setDefaultConsumerWindowSize(0);
		return new ConfigurationImpl().setJournalDirectory(directory.resolve("journal").toString())
			.setBindingsDirectory(directory.resolve("bindings").toString())
			.setLargeMessagesDirectory(directory.resolve("large").toString())
			.setPagingDirectory(directory.resolve("paging").toString())
			.setSecurityEnabled(false)
			.setJournalType(JournalType.NIO)
			.setJournalBufferTimeout_NIO(300_000)
			.addAddressSetting("#", settings)
			.addQueueConfiguration(QueueConfiguration.of("inbox").setRoutingType(RoutingType.ANYCAST).setDurable(true))
			.addAcceptorConfiguration("in-vm", "vm://0");
	}

	private void run() throws Exception {
		ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory("vm://0?consumerWindowSize=0");
		factory.setCacheDestinations(true);
		Connection connection = factory.createConnection();
		connection.start();
		List<Thread> threads = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			threads.add(thread(() -> send(connection.createSession())));
			threads.add(thread(() -> take(connection.createSession(true, Session.SESSION_TRANSACTED))));
		}
		measure("warming");
		measure("warming");
		measure("measured");
		this.stopped.set(true);
		for (Thread thread : threads) {
			thread.join();
		}
		connection.close();
	}

	private void measure(String name) throws InterruptedException {
		long pid = ProcessHandle.current().pid();
		double processor = Machine.processorSeconds(pid);
		long before = this.taken.sum();
		Thread.sleep(SECONDS * 1_000L);
		long messages = this.taken.sum() - before;
		System.out.printf("The broker alone, %s: %,d messages/s, %.3f ms of processor time each%n", name,
				messages / SECONDS, 1e3 * (Machine.processorSeconds(pid) - processor) / messages);
	}

	private void send(Session session) throws JMSException, InterruptedException {
		MessageProducer inbox = session.createProducer(session.createQueue("inbox"));
		while (!this.stopped.get()) {
			this.room.acquire();
			BytesMessage message = session.createBytesMessage();
			message.writeBytes(this.body);
			inbox.send(message);
		}
	}

	private void take(Session session) throws JMSException {
		MessageConsumer inbox = session.createConsumer(session.createQueue("inbox"));
		while (!this.stopped.get()) {
			if (inbox.receive(1_000) != null) {
				session.commit();
				this.taken.increment();
				this.room.release();
			}
		}
	}

	private static Thread thread(Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (JMSException | InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
		thread.start();
		return thread;
	}

	private interface Work {

		void run() throws JMSException, InterruptedException;

	}

}
