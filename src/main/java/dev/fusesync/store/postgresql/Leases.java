package dev.fusesync.store.postgresql;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

import dev.fusesync.store.Buckets;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.postgresql.LeaseSession.Reading;
import dev.fusesync.store.postgresql.Shares.Instance;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The buckets that this instance owns, as long as it renews its lease. About once a
 * second it compares its share with that of the others, and takes or gives back buckets.
 */
final class Leases implements Buckets {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	private static final Duration RENEWAL = Duration.ofSeconds(5);

	/** Calls end this long before the lease, since another instance may begin then. */
	private static final Duration RESERVE = Duration.ofSeconds(5);

	/** After so long with an open circuit breaker, the buckets are given back. */
	static final Duration PATIENCE = Duration.ofSeconds(30);

	/** How long the answer to a statement may take. */
	private static final Duration TIMEOUT = RESERVE.minusSeconds(1);

	private static final long PAUSE_MS = 1_500;

	private static final long SHORT_PAUSE_MS = 100;

	private final Connections connections;

	private final DatabaseClock clock;

	private final Duration patience;

	private final String token = UUID.randomUUID().toString();

	private final Map<String, Holder> holders = new ConcurrentHashMap<>();

	private final Semaphore wake = new Semaphore(0);

	private final Thread thread = new Thread(this::run, "store-leases");

	private final Set<Integer> owned = ConcurrentHashMap.newKeySet();

	/** Buckets that are owned, but to be given back. */
	private final Set<Integer> leaving = ConcurrentHashMap.newKeySet();

	private final AtomicLong suspects = new AtomicLong();

	private LeaseSession session;

	/** The number of this instance; 0 before it is registered. */
	private volatile long id;

	private volatile boolean leading;

	private volatile Renewal renewed = Renewal.NEVER;

	private volatile boolean stopping;

	/** Since when the circuit breaker has not been closed, as nanoTime; null if it is. */
	private Long limitedSince;

	private final BooleanSupplier answering;

	/** Since when no renewal succeeds, as nanoTime; null if the last one did. */
	private volatile Long failingSince;

	/** What {@link #answering} said after the last renewal that failed. */
	private volatile boolean answers;

	/** The share that was logged. */
	private int logged;

	/**
	 * Creates leases.
	 * @param answering whether the database answers on other connections
	 */
	Leases(Connections connections, DatabaseClock clock, Duration patience, BooleanSupplier answering) {
		this.answering = answering;
		this.patience = patience;
		this.connections = connections;
		this.clock = clock;
		this.thread.setDaemon(true);
	}

	/** Registers this instance, and starts to share. */
	void start() throws SQLException {
		share();
		this.thread.start();
	}

	@Override
	public boolean mayClaim(int bucket) {
		return this.owned.contains(bucket) && !this.leaving.contains(bucket) && remainingNanos() > 0;
	}

	@Override
	public long remainingNanos() {
		return this.renewed.remaining(LEASE.minus(RESERVE));
	}

	/**
	 * Those that another instance is about to get count here until they are given back.
	 */
	@Override
	public double fraction() {
		return (double) this.owned.size() / NewWebhook.BUCKETS;
	}

	@Override
	public boolean leads() {
		return this.leading && remainingNanos() > 0;
	}

	@Override
	public long suspectsUpTo() {
		return this.suspects.get();
	}

	@Override
	public void register(String queue, Holder holder) {
		this.holders.put(queue, holder);
		changed();
	}

	@Override
	public void changed() {
		this.wake.release();
	}

	/**
	 * Whether the database has not answered for as long as a renewal is due, neither to
	 * renewals nor on other connections: those may go on where no new one is let in.
	 */
	boolean isDatabaseAway() {
		Long since = this.failingSince;
		return since != null && System.nanoTime() - since > RENEWAL.toNanos() && !this.answers;
	}

	/** Also the number by which the database knows what this instance owns. */
	@Override
	public long term() {
		return this.id;
	}

	/** The buckets whose webhooks may be claimed. */
	Integer[] claimable() {
		return this.owned.stream().filter(this::mayClaim).toArray(Integer[]::new);
	}

	private void run() {
		while (!this.stopping) {
			try {
				if (this.wake.tryAcquire(this.leaving.isEmpty() ? PAUSE_MS : SHORT_PAUSE_MS, TimeUnit.MILLISECONDS)) {
					this.wake.drainPermits();
				}
				share();
				recovered();
			}
			catch (SQLException | RuntimeException ex) {
				failed(ex);
			}
			catch (InterruptedException ex) {
				return;
			}
		}
	}

	private void failed(Exception failure) {
		if (this.failingSince == null) {
			this.failingSince = System.nanoTime();
			LOG.warn("The lease of this instance cannot be renewed, so its share goes to others soon: {}",
					failure.getMessage());
		}
		closeSession();
		this.answers = this.answering.getAsBoolean();
	}

	private void recovered() {
		if (this.failingSince != null) {
			this.failingSince = null;
			LOG.info("The lease of this instance is renewed again");
		}
	}

	private void share() throws SQLException {
		if (this.session == null) {
			this.session = new LeaseSession(this.connections.openOnly("leases", TIMEOUT), this.token);
		}
		Demand demand = demand();
		Renewal attempt = Renewal.now();
		if (this.id == 0) {
			if (isAnyHeld()) {
				// Begun under a lease that has ended: no call is made or goes on for it.
				return;
			}
			this.id = this.session.register(LEASE.toMillis(), demand);
			this.renewed = attempt;
		}
		boolean renew = this.renewed.age().compareTo(RENEWAL) >= 0;
		Reading reading = this.session.read(this.id, LEASE.toMillis(), demand, renew);
		this.clock.set(reading.now(), attempt.nanos());
		if (!isAlive(reading) || renew && !reading.renewed()) {
			lost();
			return;
		}
		this.renewed = reading.renewed() ? attempt : this.renewed;
		giveBackUnknown(reading.own());
		if (reading.anyExpired()) {
			this.session.removeExpired();
			changed();
		}
		this.leading = reading.alive().stream().map(Instance::id).min(Comparator.naturalOrder()).get() == this.id;
		balance(Shares.of(this.id, reading.alive()), reading.free(), reading.alive().size());
	}

	/**
	 * Whether the database knows this instance and its buckets, also after a failover.
	 */
	private boolean isAlive(Reading reading) {
		return reading.alive().stream().anyMatch((one) -> one.id() == this.id) && reading.own().containsAll(this.owned);
	}

	/**
	 * Others may own the buckets by now: this instance begins again with a new number,
	 * once it has no claim any more.
	 */
	private void lost() {
		LOG.warn(
				"The lease of this instance has ended, since it was not renewed in time or the database failed over; it "
						+ "begins again");
		this.renewed = Renewal.NEVER;
		this.owned.clear();
		this.leaving.clear();
		this.leading = false;
		this.logged = 0;
		this.id = 0;
		changed();
	}

	private void balance(int share, int free, int alive) throws SQLException {
		if (this.owned.size() > share) {
			giveBack(this.owned.size() - share);
		}
		else {
			take(share, free);
		}
		if (this.owned.size() == share && share != this.logged) {
			this.logged = share;
			LOG.info("This instance, number {}, works on {} of {} buckets of connections; {} instances are alive",
					this.id, share, NewWebhook.BUCKETS, alive);
		}
	}

	private void take(int share, int free) throws SQLException {
		boolean added = !this.leaving.isEmpty();
		this.leaving.clear();
		int wanted = share - this.owned.size();
		if (wanted > 0 && free > 0) {
			Map<Integer, Long> taken = this.session.take(this.id, Math.min(wanted, free));
			taken.values().forEach((seq) -> this.suspects.accumulateAndGet(seq, Math::max));
			added |= this.owned.addAll(taken.keySet());
		}
		if (added) {
			this.holders.values().forEach(Holder::bucketsAdded);
		}
	}

	/** Claims nothing more of some buckets, and gives back those without claims. */
	private void giveBack(int count) throws SQLException {
		List<Integer> idleFirst = this.owned.stream()
			.sorted(Comparator.comparing((Integer bucket) -> !this.leaving.contains(bucket))
				.thenComparing(this::isHeld))
			.limit(count)
			.toList();
		this.leaving.retainAll(idleFirst);
		this.leaving.addAll(idleFirst);
		// Asked for again, since a claim may have begun before it was leaving.
		giveBack(this.leaving.stream().filter((bucket) -> !isHeld(bucket)).toList());
	}

	private void giveBack(Collection<Integer> buckets) throws SQLException {
		if (!buckets.isEmpty()) {
			// Before the statement, whose outcome may remain unknown.
			buckets.forEach(this.owned::remove);
			buckets.forEach(this.leaving::remove);
			this.session.giveBack(this.id, buckets, this.clock.millis() + TIMEOUT.toMillis());
		}
	}

	/** Gives back what a statement without an answer has taken, or not given back. */
	private void giveBackUnknown(Set<Integer> own) throws SQLException {
		giveBack(own.stream().filter((bucket) -> !this.owned.contains(bucket)).toList());
	}

	private boolean isHeld(int bucket) {
		return this.holders.values().stream().anyMatch((holder) -> holder.holds(bucket));
	}

	private boolean isAnyHeld() {
		return IntStream.range(0, NewWebhook.BUCKETS).anyMatch(this::isHeld);
	}

	/** The lowest demand of all queues, since they share the buckets. */
	private Demand demand() {
		Demand now = this.holders.values()
			.stream()
			.map(Holder::demand)
			.min(Comparator.naturalOrder())
			.orElse(Demand.STOPPED);
		if (now == Demand.FULL || now == Demand.STOPPED) {
			this.limitedSince = null;
			return now;
		}
		this.limitedSince = (this.limitedSince != null) ? this.limitedSince : System.nanoTime();
		return (System.nanoTime() - this.limitedSince < this.patience.toNanos()) ? Demand.FULL : now;
	}

	private void closeSession() {
		try {
			if (this.session != null) {
				this.session.close();
			}
		}
		catch (SQLException ex) {
			LOG.debug("The connection for leases could not be closed", ex);
		}
		this.session = null;
	}

	/** Gives everything back that is not in work any more. */
	void stop() throws InterruptedException {
		this.stopping = true;
		changed();
		this.thread.join(LEASE.toMillis());
		try {
			if (this.session != null && this.id != 0) {
				Set<Integer> rest = new HashSet<>(this.owned);
				this.leaving.addAll(rest);
				rest.removeIf(this::isHeld);
				giveBack(rest);
				this.session.unregister(this.id);
			}
		}
		catch (SQLException ex) {
			LOG.warn("The share of this instance was not given back, so others take it over in {} s: {}",
					LEASE.toSeconds(), ex.getMessage());
		}
		closeSession();
	}

	/**
	 * When the lease was last renewed, by two clocks: one of them may stand still while
	 * the machine does.
	 */
	private record Renewal(long nanos, long millis) {

		static final Renewal NEVER = new Renewal(System.nanoTime() - LEASE.multipliedBy(2).toNanos(), 0);

		static Renewal now() {
			return new Renewal(System.nanoTime(), System.currentTimeMillis());
		}

		Duration age() {
			Duration byClock = Duration.ofMillis(System.currentTimeMillis() - this.millis);
			Duration byNanos = Duration.ofNanos(System.nanoTime() - this.nanos);
			return (byClock.compareTo(byNanos) > 0) ? byClock : byNanos;
		}

		long remaining(Duration of) {
			return of.minus(age()).toNanos();
		}

	}

}
