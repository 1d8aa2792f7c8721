package dev.fusesync.store.camel;

import java.time.Clock;
import java.util.Map;

import dev.fusesync.store.Store;
import org.apache.camel.Endpoint;
import org.apache.camel.support.DefaultComponent;

import org.springframework.stereotype.Component;

/**
 * The component of scheme {@code store}. It has no path, only parameters: {@code {queue:
 * inbox}} to store into or take from a queue, {@code {outcome: synced}} to set the
 * outcome of the webhook that the route has taken.
 */
@Component("store")
public class StoreComponent extends DefaultComponent {

	private final Store store;

	StoreComponent(Store store) {
		this.store = store;
	}

	@Override
	protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
		if (remaining != null && !remaining.isEmpty()) {
			throw new IllegalArgumentException(
					"The store takes no path but parameters, such as queue: inbox or outcome: synced");
		}
		StoreEndpoint endpoint = new StoreEndpoint(uri, this);
		setProperties(endpoint, parameters);
		return endpoint;
	}

	Store store() {
		return this.store;
	}

	Clock clock() {
		return this.store.clock();
	}

}
