package dev.fusesync.routes.reload;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
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
 * previous routes keep running. In other profiles it logs once that a change needs a
 * restart.
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

	/** After a route was busy. */
	private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(10);

	private final CamelContext camel;

	private final boolean enabled;

	private final String pattern;

	private final RouteReplacement routes;

	private final RouteTrial trial;

	private RouteContents running;

	private RouteContents seen;

	private RouteContents refused;

	private boolean hinted;

	private String trouble = "";

	private long notBefore = System.nanoTime();

	RouteReload(CamelContext camel, Environment environment, RouteReplacement routes, RouteTrial trial) {
		this.camel = camel;
		this.enabled = environment.acceptsProfiles(Profiles.of("sandbox | dev"));
		this.pattern = environment.getProperty("camel.main.routes-include-pattern", "");
		this.routes = routes;
		this.trial = trial;
		this.running = atTheStart();
	}

	/** What cannot be read stops the start when Camel loads it. */
	private RouteContents atTheStart() {
		try {
			return RouteContents.read(this.pattern);
		}
		catch (IOException ex) {
			return RouteContents.NONE;
		}
	}

	@EventListener(ApplicationReadyEvent.class)
	void begin() {
		long every = this.enabled ? EVERY_MS : SELDOM_MS;
		this.camel.getExecutorServiceManager()
			.newScheduledThreadPool(this, "route-reload", 1)
			.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
	}

	private void look() {
		if (!this.camel.isStarted() || System.nanoTime() - this.notBefore < 0) {
			return;
		}
		try {
			look(RouteContents.read(this.pattern));
			this.trouble = "";
		}
		catch (NoSuchFileException ex) {
			LOG.debug("A file is gone that was there a moment ago: {}", ex.toString());
		}
		catch (Throwable ex) {
			if (!ex.toString().equals(this.trouble)) {
				this.trouble = ex.toString();
				LOG.warn("No change of the route files is applied: {}", this.trouble);
			}
		}
	}

	void look(RouteContents now) throws InterruptedException {
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

	private void reload(RouteContents now) throws InterruptedException {
		List<RouteFinding> findings = this.trial.of(now.resources());
		if (!findings.isEmpty()) {
			this.refused = now;
			String faults = findings.stream().map(RouteFinding::toString).collect(Collectors.joining("\n    "));
			LOG.error("The changed routes were not loaded; the previous routes keep running:\n    {}", faults);
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
				this.notBefore = System.nanoTime() + PAUSE_NANOS;
			}
		}
		catch (InterruptedException ex) {
			throw ex;
		}
		catch (Exception ex) {
			this.refused = now;
			if (this.camel.isStarted()) {
				report(ex);
			}
		}
	}

	private void report(Exception failure) {
		LOG.error("The changed routes cannot be started: {}", this.trial.describe(failure));
		if (failure.getSuppressed().length == 0) {
			LOG.warn("The previous routes are running again");
		}
		else {
			LOG.error("The previous routes cannot be started either; start the program again: {}",
					failure.getSuppressed()[0].toString());
		}
	}

	private String names(RouteContents now) {
		Set<Path> files = now.changedSince(this.running);
		return files.stream().map(Path::toString).collect(Collectors.joining(", "));
	}

}
