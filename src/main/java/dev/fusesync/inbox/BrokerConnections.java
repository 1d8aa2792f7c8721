package dev.fusesync.inbox;

import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.remoting.impl.netty.NettyConnectorFactory;
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

	/**
	 * How long it may take to store or to answer anything, in ms; all who need a new
	 * connection wait as long behind one who tries a broker that takes it and says
	 * nothing.
	 */
	private static final int CALL_TIMEOUT = 10_000;

	@Override
	public Object postProcessAfterInitialization(Object bean, String name) {
		if (bean instanceof JmsPoolConnectionFactory pool
				&& pool.getConnectionFactory() instanceof ActiveMQConnectionFactory artemis) {
			// Else each send asks the broker first whether its queue is there, and waits.
			artemis.setCacheDestinations(true);
			artemis.setConsumerWindowSize(0);
			// Else a new connection goes where the broker was last seen, not to its
			// backup.
			artemis.setUseTopologyForLoadBalancing(false);
			for (TransportConfiguration broker : artemis.getStaticConnectors()) {
				if (broker.getFactoryClassName().equals(NettyConnectorFactory.class.getName())) {
					broker.getParams().putIfAbsent(TransportConstants.NETTY_CONNECT_TIMEOUT, CONNECT_TIMEOUT);
					artemis.setCallTimeout(CALL_TIMEOUT);
				}
			}
		}
		return bean;
	}

}
