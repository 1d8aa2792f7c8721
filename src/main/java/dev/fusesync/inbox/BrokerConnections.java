package dev.fusesync.inbox;

import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.messaginghub.pooled.jms.JmsPoolConnectionFactory;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.stereotype.Component;

/**
 * How connections to the broker behave, before the first one is made. A connection that
 * breaks is not mended by the client behind our back: whoever used it fails, and a new
 * one is made to whichever of the named brokers is there.
 */
@Component
class BrokerConnections implements BeanPostProcessor {

	/** How long a broker elsewhere may take to answer a new connection, in ms. */
	private static final int CONNECT_TIMEOUT = 3_000;

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (bean instanceof JmsPoolConnectionFactory pool
				&& pool.getConnectionFactory() instanceof ActiveMQConnectionFactory artemis) {
			// Else each send asks the broker first whether its queue is there, and waits.
			artemis.setCacheDestinations(true);
			artemis.setConsumerWindowSize(0);
			// Else a new connection goes to where the broker was last seen, and not to
			// its
			// backup.
			artemis.setUseTopologyForLoadBalancing(false);
			for (TransportConfiguration broker : artemis.getStaticConnectors()) {
				broker.getParams().putIfAbsent(TransportConstants.NETTY_CONNECT_TIMEOUT, CONNECT_TIMEOUT);
			}
		}
		return bean;
	}

}
