package dev.fusesync.store.camel;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import dev.fusesync.store.Outcome;
import dev.fusesync.store.claim.Claim;
import dev.fusesync.store.claim.ClaimOptions;
import dev.fusesync.store.claim.Claimer;
import dev.fusesync.webhook.Webhook;
import dev.fusesync.webhook.WebhookIdInLog;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ShutdownRunningTask;
import org.apache.camel.Suspendable;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.spi.ShutdownAware;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes due webhooks from a queue and runs the route with each, on as many threads as the
 * endpoint has workers. A webhook whose route completes without an outcome is delivered;
 * one whose route fails without an outcome is given back, to be due again after an
 * increasing delay.
 */
@ManagedResource(description = "Takes webhooks from a queue of the store")
public class StoreConsumer extends DefaultConsumer implements Suspendable, ShutdownAware {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	private static final long FIRST_GIVE_BACK_MS = 5_000;

	private static final int MOST_DOUBLINGS = 8;

	private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

	/** While suspended: a stop waits for it. */
	private static final long SHORT_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final ClaimOptions options;

	private final Claimer claimer;

	private final Watchdog watchdog;

	private ExecutorService threads;

	StoreConsumer(StoreEndpoint endpoint, Processor processor, ClaimOptions options) {
		super(endpoint, processor);
		this.options = options;
		StoreComponent component = endpoint.component();
		this.claimer = new Claimer(component.store(), options, endpoint.claimPolicy(), component.clock());
		this.watchdog = new Watchdog(this.claimer, options);
		setHealthCheck(this.watchdog);
	}

	@Override
	protected void doStart() throws Exception {
		super.doStart();
		this.claimer.start();
		if (this.threads == null) {
			this.threads = getEndpoint().getCamelContext()
				.getExecutorServiceManager()
				.newFixedThreadPool(this, "store-" + this.options.queue(), this.options.workers());
			for (int i = 0; i < this.options.workers(); i++) {
				this.threads.execute(this::work);
			}
		}
		this.watchdog.start();
	}

	@Override
	protected void doSuspend() {
		this.claimer.stop();
	}

	@Override
	protected void doResume() {
		this.claimer.start();
	}

	@Override
	protected void doStop() throws Exception {
		this.claimer.stop();
		this.watchdog.stop();
		if (this.threads != null) {
			getEndpoint().getCamelContext().getExecutorServiceManager().shutdownGraceful(this.threads);
			this.threads = null;
		}
		super.doStop();
	}

	@Override
	public boolean deferShutdown(ShutdownRunningTask task) {
		return false;
	}

	@Override
	public int getPendingExchangesSize() {
		return this.claimer.claimed();
	}

	@Override
	public void prepareShutdown(boolean suspendOnly, boolean forced) {
		this.claimer.stop();
	}

	/**
	 * Runs one worker. Checks at least once a second whether the consumer is stopping.
	 */
	private void work() {
		while (!isStoppingOrStopped() && !isShutdownPool()) {
			try {
				Claim claim = this.claimer.next();
				if (claim != null) {
					attempt(claim);
				}
				else if (isSuspendingOrSuspended()) {
					LockSupport.parkNanos(SHORT_PAUSE_NANOS);
				}
			}
			catch (RuntimeException ex) {
				if (this.claimer.failed()) {
					LOG.error("The queue {} cannot be read; trying again each second: {}", this.options.queue(),
							ex.toString());
				}
				LockSupport.parkNanos(PAUSE_NANOS);
			}
		}
	}

	private boolean isShutdownPool() {
		ExecutorService pool = this.threads;
		return pool != null && pool.isShutdown();
	}

	/** One span of an OpenTelemetry agent; src/main/jvm/options has its name. */
	private void attempt(Claim claim) {
		claim.beginWork();
		WebhookIdInLog.begin(claim.webhook().id());
		Exchange exchange = createExchange(false);
		try {
			fill(exchange, claim);
			getProcessor().process(exchange);
		}
		catch (Exception ex) {
			exchange.setException(ex);
		}
		finally {
			WebhookIdInLog.begin(claim.webhook().id());
			end(exchange, claim);
			claim.close();
			releaseExchange(exchange, false);
			WebhookIdInLog.end();
		}
	}

	private void fill(Exchange exchange, Claim claim) {
		Webhook webhook = claim.webhook().attempt();
		exchange.setProperty(StoreEndpoint.CLAIM, claim);
		exchange.getMessage().setBody(claim.body());
		exchange.setVariable(StoreEndpoint.SIGNATURE, claim.webhook().signature());
		exchange.setVariable("queue", this.options.queue());
		WebhookVariables.set(exchange, webhook);
	}

	/** Sets the outcome of a webhook if its route has not. */
	private void end(Exchange exchange, Claim claim) {
		Exception failure = exchange.getException();
		if (claim.isSettled()) {
			if (failure != null) {
				LOG.warn("A step that followed the outcome of the webhook failed, which changes nothing for it: {}",
						failure.toString());
			}
		}
		else if (isDisturbed(failure)) {
			claim.drop();
		}
		else if (failure != null || exchange.isRollbackOnly() || exchange.getExchangeExtension().isFailureHandled()) {
			giveBack(exchange, claim, failure);
		}
		else {
			claim.settle(new Outcome.Finished(Outcome.DELIVERED, null));
		}
	}

	/**
	 * Whether the route was interrupted by a stop of the route or the program, which is
	 * no failure of the webhook.
	 */
	private boolean isDisturbed(Exception failure) {
		return failure instanceof RejectedExecutionException && !isRunAllowed();
	}

	private void giveBack(Exchange exchange, Claim claim, Exception failure) {
		long delay = FIRST_GIVE_BACK_MS << Math.min(claim.webhook().giveBacks(), MOST_DOUBLINGS);
		Object reason = (failure != null) ? failure : (exchange.getProperty(Exchange.EXCEPTION_CAUGHT) != null)
				? exchange.getProperty(Exchange.EXCEPTION_CAUGHT) : "it was rolled back";
		LOG.error("{} stays in the queue {} and comes again in {} s, since its route ended without an outcome: {}",
				exchange.getVariable(Webhook.VARIABLE), this.options.queue(), delay / 1_000, String.valueOf(reason));
		claim.settle(new Outcome.GivenBack(delay));
	}

	@ManagedAttribute(description = "Webhooks claimed by this program")
	public int getClaimed() {
		return this.claimer.claimed();
	}

	@ManagedAttribute(description = "Webhooks that this program may claim per second; NaN if there is no limit")
	public double getMaxRate() {
		return this.claimer.maxRate();
	}

	@ManagedAttribute(description = "Unfinished webhooks: due, claimed, or to be retried")
	public long getWaiting() {
		return ((StoreEndpoint) getEndpoint()).getWaiting();
	}

	@ManagedAttribute(description = "Claimed webhooks that have exceeded the longest time")
	public List<String> getOverdue() {
		return this.claimer.overdue().stream().map(Claimer.Overdue::id).toList();
	}

}
