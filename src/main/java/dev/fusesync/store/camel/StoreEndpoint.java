package dev.fusesync.store.camel;

import java.time.Duration;
import java.util.List;

import dev.fusesync.store.Queues;
import dev.fusesync.store.claim.Claim;
import dev.fusesync.store.claim.ClaimPolicy;
import dev.fusesync.store.claim.ClaimOptions;
import org.apache.camel.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.api.management.ManagedAttribute;
import org.apache.camel.api.management.ManagedResource;
import org.apache.camel.support.DefaultEndpoint;

/** A queue of the store, or an outcome. */
@ManagedResource(description = "Queue or outcome of the store of webhooks")
public class StoreEndpoint extends DefaultEndpoint {

	/**
	 * The exchange property with the {@link Claim} of the webhook that the route has
	 * taken.
	 */
	static final String CLAIM = "StoreClaim";

	/** The exchange variable with the signature of the webhook. */
	static final String SIGNATURE = "signature";

	/**
	 * The exchange property with the deadline for storing, as {@link System#nanoTime()}.
	 */
	static final String DEADLINE = "StoreDeadline";

	private static final List<String> OUTCOMES = List.of("synced", "retry", "dead-letter");

	private static final int MOST_WORKERS = 1_000;

	private static final double LEAST_RATE = 0.01;

	private static final double MOST_RATE = 10_000;

	private String queue;

	private String outcome;

	private int workers = 1;

	private boolean onePerConnection;

	private boolean coverIdentical;

	private double maxRate;

	private ClaimPolicy claimPolicy = ClaimPolicy.OPEN;

	private long longestTime = 60_000;

	StoreEndpoint(String uri, StoreComponent component) {
		super(uri, component);
	}

	/** The claim of the webhook that the route has taken; null if it has taken none. */
	public static Claim claim(Exchange exchange) {
		return exchange.getProperty(CLAIM, Claim.class);
	}

	/** Sets the deadline for storing the webhook, as {@link System#nanoTime()}. */
	public static void setDeadline(Exchange exchange, long deadline) {
		exchange.setProperty(DEADLINE, deadline);
	}

	@Override
	protected void doInit() throws Exception {
		super.doInit();
		if ((this.queue == null) == (this.outcome == null)) {
			throw new IllegalArgumentException(
					"The store requires either the parameter queue or the parameter outcome");
		}
		if (this.queue != null && !Queues.ALL.contains(this.queue)) {
			throw new IllegalArgumentException(
					"The store has no queue " + this.queue + "; it has " + String.join(" and ", Queues.ALL));
		}
		if (this.outcome != null && !OUTCOMES.contains(this.outcome)) {
			throw new IllegalArgumentException(
					"The store has no outcome " + this.outcome + "; it has " + String.join(", ", OUTCOMES));
		}
		if (this.workers < 1 || this.workers > MOST_WORKERS) {
			throw new IllegalArgumentException("The store takes 1 to " + MOST_WORKERS + " workers");
		}
		if (this.maxRate != 0 && !(this.maxRate >= LEAST_RATE && this.maxRate <= MOST_RATE)) {
			throw new IllegalArgumentException(
					"The store takes a maxRate of 0.01 to 10000 webhooks a second, or 0 for no limit");
		}
	}

	@Override
	public Producer createProducer() {
		return (this.outcome != null) ? new OutcomeProducer(this) : new StoreProducer(this);
	}

	@Override
	public Consumer createConsumer(Processor processor) throws Exception {
		if (this.queue == null) {
			throw new IllegalArgumentException("A route takes webhooks from a queue of the store, not from an outcome");
		}
		StoreConsumer consumer = new StoreConsumer(this, processor, new ClaimOptions(this.queue, this.workers,
				this.onePerConnection, this.coverIdentical, this.maxRate, Duration.ofMillis(this.longestTime)));
		configureConsumer(consumer);
		return consumer;
	}

	StoreComponent component() {
		return (StoreComponent) getComponent();
	}

	@ManagedAttribute(description = "Name of the queue; none for an outcome")
	public String getQueue() {
		return this.queue;
	}

	/** The queue to store into or to take from: inbox or other-events. */
	public void setQueue(String queue) {
		this.queue = queue;
	}

	@ManagedAttribute(description = "Outcome that is set; none for a queue")
	public String getOutcome() {
		return this.outcome;
	}

	/**
	 * The outcome of the webhook that the route has taken: synced, retry or dead-letter.
	 */
	public void setOutcome(String outcome) {
		this.outcome = outcome;
	}

	@ManagedAttribute(description = "Webhooks that are processed concurrently")
	public int getWorkers() {
		return this.workers;
	}

	/** Number of webhooks processed concurrently, 1 to 1000. Default 1. */
	public void setWorkers(int workers) {
		this.workers = workers;
	}

	@ManagedAttribute(description = "Whether webhooks of one connection are processed one at a time")
	public boolean isOnePerConnection() {
		return this.onePerConnection;
	}

	/** Whether webhooks of one connection are processed one at a time. Default false. */
	public void setOnePerConnection(boolean onePerConnection) {
		this.onePerConnection = onePerConnection;
	}

	@ManagedAttribute(description = "Whether a call also finishes waiting webhooks with the same content")
	public boolean isCoverIdentical() {
		return this.coverIdentical;
	}

	/**
	 * Whether a synced webhook also finishes those of its connection that have the same
	 * signature and were waiting before its call began. Default false.
	 */
	public void setCoverIdentical(boolean coverIdentical) {
		this.coverIdentical = coverIdentical;
	}

	@ManagedAttribute(description = "Webhooks that all instances together process per second at most; 0 for no limit")
	public double getMaxRate() {
		return this.maxRate;
	}

	/**
	 * Maximum number of webhooks processed per second by all instances together, 0.01 to
	 * 10000. What exceeds it waits in the queue. Default 0 or blank, no limit.
	 */
	public void setMaxRate(String maxRate) {
		this.maxRate = maxRate.isBlank() ? 0 : Double.parseDouble(maxRate);
	}

	/**
	 * A bean that is called before each claim, such as a circuit breaker. Default none.
	 */
	public void setClaimPolicy(ClaimPolicy claimPolicy) {
		this.claimPolicy = claimPolicy;
	}

	ClaimPolicy claimPolicy() {
		return this.claimPolicy;
	}

	/** Time in ms after which the worker of a webhook is interrupted. Default 60000. */
	public void setLongestTime(long longestTime) {
		this.longestTime = longestTime;
	}

	@ManagedAttribute(description = "Unfinished webhooks: due, claimed, or to be retried")
	public long getWaiting() {
		return (this.queue != null) ? component().store().counts().waiting(this.queue) : 0;
	}

}
