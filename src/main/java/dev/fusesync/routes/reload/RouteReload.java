package dev.fusesync.routes.reload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

import dev.fusesync.routes.RouteFinding;
import dev.fusesync.routes.RouteTrial;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.stereotype.Component;

/**
 * Applies changes of the route files while the program runs, in the profiles
 * {@code sandbox} and {@code dev}. All files are checked first; if one has a mistake, the
 * routes that run go on. In other profiles it logs once that a change needs a restart.
 * <p>
 * Camel's own reload ({@code camel.main.routes-reload-enabled}) removes all routes before
 * it reads the new ones, or else keeps routes whose file is gone and does not apply new
 * policies to the routes that use them.
 */
@Component
class RouteReload {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.routes");

	/**
	 * A file that was just saved is read again after this time, since it may be half
	 * written.
	 */
	private static final long EVERY_MS = 400;

	private static final long SELDOM_MS = 10_000;

	private final CamelContext camel;

	private final boolean enabled;

	private final String pattern;

	private final RouteReplacement routes;

	private final RouteTrial trial;

	private RouteContents running;

	private RouteContents seen;

	private RouteContents refused;

	private boolean hinted;

	RouteReload(CamelContext camel, Environment environment, RouteReplacement routes, RouteTrial trial)
			throws IOException {
		this.camel = camel;
		this.enabled = environment.acceptsProfiles(Profiles.of("sandbox | dev"));
		this.pattern = environment.getProperty("camel.main.routes-include-pattern", "");
		this.routes = routes;
		this.trial = trial;
		this.running = RouteContents.read(this.pattern);
	}

	@EventListener(ApplicationReadyEvent.class)
	void begin() {
		long every = this.enabled ? EVERY_MS : SELDOM_MS;
		this.camel.getExecutorServiceManager()
			.newScheduledThreadPool(this, "route-reload", 1)
			.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
	}

	private void look() {
		try {
			look(RouteContents.read(this.pattern));
		}
		catch (Exception ex) {
			LOG.warn("The route files cannot be read, so that no change of them is applied: {}", ex.toString());
		}
	}

	void look(RouteContents now) {
		boolean stable = now.equals(this.seen);
		this.seen = now;
		if (now.equals(this.running)) {
			this.refused = null;
		}
		else if (!this.enabled) {
			hint(now);
		}
		else if (stable && !now.equals(this.refused)) {
			reload(now);
		}
	}

	private void hint(RouteContents now) {
		if (!this.hinted) {
			this.hinted = true;
			LOG.warn("{} changed, which has no effect until the program is started again", names(now));
		}
	}

	private void reload(RouteContents now) {
		List<RouteFinding> findings = this.trial.of(now.resources());
		if (!findings.isEmpty()) {
			this.refused = now;
			String faults = findings.stream().map(RouteFinding::toString).collect(Collectors.joining("\n    "));
			LOG.error("The changed routes are not loaded, those of before go on:\n    {}", faults);
			return;
		}
		long begin = System.nanoTime();
		try {
			if (this.routes.replace(this.running, now)) {
				LOG.info("Reloaded the routes in {} ms: {} changed",
						TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin), names(now));
				this.running = now;
				this.refused = null;
			}
			else {
				LOG.warn("A route is still busy, so that the changed routes are not loaded yet; trying again");
			}
		}
		catch (Exception ex) {
			this.refused = now;
			restore(now, ex);
		}
	}

	private void restore(RouteContents started, Exception failure) {
		LOG.error("The changed routes cannot be started: {}", failure.toString());
		try {
			if (!this.routes.replace(started, this.running)) {
				throw new IllegalStateException("A route is still busy");
			}
			LOG.warn("The routes of before run again");
		}
		catch (Exception ex) {
			LOG.error("The routes of before cannot be started either; start the program again: {}", ex.toString());
		}
	}

	private String names(RouteContents now) {
		Set<Path> files = now.changedSince(this.running);
		return files.stream().map(Path::toString).collect(Collectors.joining(", "));
	}

}
