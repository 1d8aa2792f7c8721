package dev.fusesync.inbox;

import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationContext;
import org.springframework.stereotype.Component;

/**
 * An embedded broker that cannot write its files stops itself while the program goes on.
 * Liveness goes down then, so that whoever watches the program restarts it. The broker is
 * not started again in place: it would ignore the next such error (ActiveMQServerImpl's
 * DefaultCriticalErrorListener acts once).
 */
@Component
class BrokerFailure {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.inbox");

	BrokerFailure(ObjectProvider<EmbeddedActiveMQ> broker, ApplicationContext context) {
		broker.ifAvailable(
				(embedded) -> embedded.getActiveMQServer().registerIOCriticalErrorListener((cause, message, file) -> {
					LOG.error(
							"The broker stops, since it cannot use its files: {}. Webhooks are answered with 503. "
									+ "See to the disk of the data directory and restart; what was accepted is in it.",
							message, cause);
					AvailabilityChangeEvent.publish(context, LivenessState.BROKEN);
				}));
	}

}
