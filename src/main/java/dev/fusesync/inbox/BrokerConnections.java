package dev.fusesync.inbox;

import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.stereotype.Component;

/** How connections to the broker behave, before the first one is made. */
@Component
class BrokerConnections implements BeanPostProcessor {

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (bean instanceof JmsPoolConnectionFactory pool
				&& pool.getConnectionFactory() instanceof ActiveMQConnectionFactory artemis) {
			// Else each send asks the broker first whether its queue is there, and waits.
			artemis.setCacheDestinations(true);
			artemis.setConsumerWindowSize(0);
		}
		return bean;
	}

}
