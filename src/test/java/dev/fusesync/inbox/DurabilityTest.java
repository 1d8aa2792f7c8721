package dev.fusesync.inbox;

import dev.fusesync.support.ShippedRoutes;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;
import org.springframework.beans.factory.annotation.Autowired;

import static org.assertj.core.api.Assertions.assertThat;

/** What makes the broker's word that it has a message mean that the disk has it. */
class DurabilityTest extends ShippedRoutes {

	@Autowired
	private EmbeddedActiveMQ broker;

	@Autowired
	private JmsPoolConnectionFactory connections;

	@Test
	void theBrokerAnswersOnceTheJournalIsSynced() {
		Configuration effective = this.broker.getActiveMQServer().getConfiguration();
		assertThat(effective.isPersistenceEnabled()).isTrue();
		assertThat(effective.isJournalSyncTransactional()).isTrue();
		assertThat(effective.isJournalSyncNonTransactional()).isTrue();
		assertThat(effective.isJournalDatasync()).isTrue();
	}

	@Test
	void sendersWaitForThatAnswer() {
		assertThat(this.connections.getConnectionFactory()).isInstanceOfSatisfying(ActiveMQConnectionFactory.class,
				(artemis) -> assertThat(artemis.isBlockOnDurableSend()).isTrue());
	}

}
