package dev.fusesync.routes.reload;

import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.fusesync.http.RoutePaths;
import org.apache.camel.CamelContext;
import org.apache.camel.Consumer;
import org.apache.camel.Route;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.service.ServiceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.stereotype.Component;

/**
 * Lets routes end what they work on. Routes that take stored webhooks end first, since a
 * call to Fuse may take long; only then no more requests are received, for a moment.
 * Camel's own stop looks only once a second whether a route still works, one route after
 * the other.
 */
@Component
class RouteDrain {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.routes");

	private static final long SHORTLY_MS = 10;

	/** Senders are answered with 503 during that time. */
	private static final long CLOSED_SECONDS = 4;

	/** So often in a row nothing is in work: a request may be between two threads. */
	private static final int LOOKS = 5;

	private final CamelContext camel;

	private final RoutePaths paths;

	private final ObjectProvider<ThreadPoolTaskExecutor> requests;

	RouteDrain(CamelContext camel, RoutePaths paths, ObjectProvider<ThreadPoolTaskExecutor> requests) {
		this.camel = camel;
		this.paths = paths;
		this.requests = requests;
	}

	/**
	 * Suspends the consumers of routes and waits until nothing is in work.
	 * @return false if that takes too long, so that they are resumed
	 */
	boolean drain(List<Route> running) throws InterruptedException {
		List<Route> working = running.stream().filter((route) -> Role.of(route) == Role.WORKING).toList();
		List<Route> receiving = running.stream().filter((route) -> Role.of(route) == Role.RECEIVING).toList();
		boolean drained = false;
		try {
			suspend(working);
			if (await(() -> busy(working), this.camel.getShutdownStrategy().getTimeout())) {
				this.paths.pause(true);
				suspend(receiving);
				drained = await(() -> busyOrRequests(running), CLOSED_SECONDS);
			}
		}
		finally {
			if (!drained) {
				resume(receiving);
				this.paths.pause(false);
				resume(working);
			}
		}
		return drained;
	}

	private static void suspend(List<Route> routes) {
		routes.stream().map(Route::getConsumer).forEach(ServiceHelper::suspendService);
	}

	private static void resume(List<Route> routes) {
		routes.stream()
			.map(Route::getConsumer)
			.filter((consumer) -> !ServiceHelper.isStarted(consumer))
			.forEach(ServiceHelper::resumeService);
	}

	private boolean await(Supplier<List<String>> busy, long seconds) throws InterruptedException {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
		int idle = 0;
		while (idle < LOOKS) {
			List<String> names = busy.get();
			idle = names.isEmpty() ? idle + 1 : 0;
			if (idle == 0 && System.nanoTime() - deadline > 0) {
				LOG.warn("The changed routes are not loaded yet, since work is not finished in: {}. Trying again",
						String.join(", ", names));
				return false;
			}
			TimeUnit.MILLISECONDS.sleep(SHORTLY_MS);
		}
		return true;
	}

	private List<String> busy(List<Route> routes) {
		return routes.stream().filter(this::isBusy).map(Route::getId).toList();
	}

	/** A request that waits for a thread is not in work of a route yet. */
	private List<String> busyOrRequests(List<Route> routes) {
		List<String> busy = busy(routes);
		boolean done = this.requests.stream()
			.allMatch((threads) -> threads.getActiveCount() == 0 && threads.getQueueSize() == 0);
		return (busy.isEmpty() && !done) ? List.of("a request") : busy;
	}

	private boolean isBusy(Route route) {
		Consumer consumer = route.getConsumer();
		return this.camel.getInflightRepository().size(route.getId()) > 0
				|| consumer instanceof ShutdownAware aware && aware.getPendingExchangesSize() > 0;
	}

}
