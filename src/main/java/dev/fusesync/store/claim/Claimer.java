package dev.fusesync.store.claim;

import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import dev.fusesync.store.Buckets;
import dev.fusesync.store.Buckets.Demand;
import dev.fusesync.store.Buckets.Holder;
import dev.fusesync.store.Failure;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.Store;
import dev.fusesync.store.Store.LoadedWebhook;
import dev.fusesync.store.StoreListener;
import dev.fusesync.store.StoredWebhook;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives the due webhooks of a queue to workers, in order of due time, skipping those
 * whose connection is locked. A newly stored webhook is handed directly to an idle worker
 * if nothing else is due, or is kept for a moment for the next one; other due webhooks
 * are read from the database in pages, which say in which order they come.
 */
public final class Claimer implements StoreListener, Holder {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	/** Number of unfinished attempts from which a webhook is attempted alone. */
	private static final int SUSPICIOUS = 2;

	/**
	 * Number of times the program may end while the webhook is attempted alone before it
	 * is dead-lettered.
	 */
	private static final int DEATHS_ALONE = 5;

	/** Maximum number of webhooks finished by the call for another one. */
	private static final int MOST_IDENTICAL = 50;

	/** Maximum size of their bodies in bytes, since one transaction deletes them. */
	private static final long MOST_IDENTICAL_BYTES = 1L << 20;

	private static final long LONGEST_WAIT_NANOS = TimeUnit.MILLISECONDS.toNanos(Backlog.FRESH_MS);

	private final Store store;

	private final ClaimOptions options;

	private final ClaimPolicy policy;

	private final Clock clock;

	private final Solitude solitude;

	private final Backlog backlog = new Backlog();

	private final MemoryLimit memory = new MemoryLimit();

	/** Null if there is none. */
	private final RateLimit rate;

	/** The idle worker that wakes up when the rate limit permits the next claim. */
	private Worker timekeeper;

	private final Map<Long, Claim> claims = new HashMap<>();

	private final Set<String> locked = new HashSet<>();

	private final Deque<Worker> idle = new ArrayDeque<>();

	/** Number of webhooks that are to come into the backlog once they are on disk. */
	private int queued;

	/** Whether the queue could not be read last time. */
	private final AtomicBoolean unreadable = new AtomicBoolean();

	private volatile boolean running;

	public Claimer(Store store, ClaimOptions options, ClaimPolicy policy, Clock clock) {
		this(store, options, policy, clock, Solitude.ofTheProgram());
	}

	Claimer(Store store, ClaimOptions options, ClaimPolicy policy, Clock clock, Solitude solitude) {
		this.store = store;
		this.options = options;
		this.policy = policy;
		this.clock = clock;
		this.solitude = solitude;
		this.rate = (options.maxRate() > 0) ? new RateLimit(options.maxRate(), System.nanoTime()) : null;
		policy.onChange(this::restart);
	}

	/**
	 * Starts again with the first due webhook, since those that the policy rejected come
	 * first.
	 */
	private synchronized void restart() {
		this.backlog.restart();
		wakeAll();
	}

	@Override
	public void bucketsAdded() {
		restart();
	}

	@Override
	public synchronized boolean holds(int bucket) {
		return this.claims.values().stream().anyMatch((claim) -> claim.webhook().bucket() == bucket);
	}

	@Override
	public Demand demand() {
		if (!this.running) {
			return Demand.STOPPED;
		}
		return this.policy.isUnlimited() ? Demand.FULL : this.policy.mayClaim() ? Demand.HALF_OPEN : Demand.OPEN;
	}

	/** Starts handing out webhooks. */
	public synchronized void start() {
		this.running = true;
		this.backlog.restart();
		this.store.listen(this.options.queue(), this);
		this.store.buckets().register(this.options.queue(), this);
		wakeAll();
	}

	/** Stops handing out webhooks; existing claims stay valid. */
	public synchronized void stop() {
		this.running = false;
		this.store.listen(this.options.queue(), null);
		this.store.buckets().changed();
		wakeAll();
	}

	/**
	 * Returns the next webhook for the calling worker, waiting up to about a second.
	 * @return null if there is none in that time, or the claimer is stopped
	 */
	public Claim next() {
		Worker worker = new Worker();
		long deadline = System.nanoTime() + LONGEST_WAIT_NANOS;
		while (true) {
			Claim claim = null;
			boolean read = false;
			long wait = LONGEST_WAIT_NANOS;
			synchronized (this) {
				this.timekeeper = (this.timekeeper == worker) ? null : this.timekeeper;
				if (worker.handed != null) {
					return worker.handed;
				}
				if (!worker.reserved) {
					this.idle.remove(worker);
					claim = this.running ? claimOne() : null;
					boolean over = !this.running || System.nanoTime() - deadline >= 0 || Thread.interrupted();
					if (claim == null && over) {
						return null;
					}
					if (claim != null) {
						wakeNext();
					}
					read = claim == null && isAllowed() && this.backlog.beginRead(this.clock.millis());
					if (claim == null && !read) {
						this.idle.push(worker);
						wait = waitNanos(worker);
					}
				}
			}
			if (claim != null && (claim.body() != null || load(claim))) {
				return claim;
			}
			if (read) {
				read();
			}
			else if (claim == null) {
				LockSupport.parkNanos(this, wait);
			}
		}
	}

	/** Of the workers that the rate limit holds back, one waits for it. */
	private long waitNanos(Worker worker) {
		if (isAllowed()) {
			return TimeUnit.MILLISECONDS.toNanos(this.backlog.waitMillis(this.clock.millis()));
		}
		long limited = rateLimitNanos();
		if (limited == 0 || this.timekeeper != null) {
			return LONGEST_WAIT_NANOS;
		}
		this.timekeeper = worker;
		return Math.min(LONGEST_WAIT_NANOS, limited);
	}

	/** Whether anything may be claimed now. */
	private boolean isAllowed() {
		return this.claims.size() < this.options.mostClaims() && mayClaimSome() && rateLimitNanos() == 0;
	}

	/** Whether anything may be claimed as soon as others have ended. */
	private boolean mayClaimSome() {
		return this.running && this.policy.mayClaim() && this.store.trouble().isEmpty();
	}

	/**
	 * How long the rate limit holds back the next claim. Each instance has its share of
	 * the limit, but a single attempt that tests whether Fuse is back need not wait for
	 * that: there are no others then.
	 */
	private long rateLimitNanos() {
		return (this.rate != null) ? this.rate.waitNanos(System.nanoTime(),
				this.policy.isUnlimited() ? this.store.buckets().fraction() : 1) : 0;
	}

	/** Has the next worker wait for the rate limit if webhooks may be due. */
	private void wakeTimekeeper() {
		if (this.rate != null && this.timekeeper == null && (this.backlog.size() > 0 || this.backlog.hasUnread())) {
			wake(1);
		}
	}

	/** See {@link Claim#countCall}. */
	synchronized void countCall() {
		if (this.rate != null) {
			this.rate.take();
		}
	}

	/**
	 * Maximum number of webhooks that this instance may claim per second; NaN if there is
	 * no limit.
	 */
	public double maxRate() {
		return (this.rate != null) ? this.options.maxRate() * this.store.buckets().fraction() : Double.NaN;
	}

	private Claim claimOne() {
		if (!isAllowed()) {
			return null;
		}
		// Connections of webhooks that wait for memory, and of those that would take it
		// from them.
		Set<String> waiting = new HashSet<>();
		boolean wanting = false;
		for (Iterator<Candidate> rows = this.backlog.candidates(); rows.hasNext();) {
			Candidate candidate = rows.next();
			StoredWebhook row = candidate.row();
			int cost = MemoryLimit.cost(row.size());
			if (this.claims.containsKey(row.seq()) || !this.store.buckets().mayClaim(row.bucket())) {
				rows.remove();
			}
			else if (isLocked(row)) {
				this.backlog.block(row.connectionKey());
				rows.remove();
			}
			else if (waiting.contains(row.connectionKey()) || wanting && cost > 0 || !this.memory.has(cost)) {
				wanting |= cost > 0;
				if (row.connectionKey() != null) {
					waiting.add(row.connectionKey());
				}
			}
			else if (!this.solitude.enter(row.unfinished() >= SUSPICIOUS)) {
				return null;
			}
			else {
				Claim claim = claim(row);
				if (claim == null && !this.policy.mayClaim()) {
					return null;
				}
				// A webhook that the policy rejected is read again when the policy
				// changes.
				rows.remove();
				if (claim != null) {
					return candidate.isLoaded(this.clock.millis()) ? claim.loaded(row, candidate.body()) : claim;
				}
			}
		}
		return null;
	}

	private boolean isLocked(StoredWebhook row) {
		return this.options.onePerConnection() && this.locked.contains(row.connectionKey());
	}

	/**
	 * Called after {@link Solitude#enter}. Returns null if the policy rejects the
	 * webhook.
	 */
	private Claim claim(StoredWebhook row) {
		ClaimPolicy.Permit permit = this.policy.permit(row);
		if (permit == null) {
			this.solitude.leave();
			return null;
		}
		this.memory.take(MemoryLimit.cost(row.size()));
		countCall();
		Claim claim = new Claim(this, row, permit);
		this.claims.put(row.seq(), claim);
		if (this.options.onePerConnection() && row.connectionKey() != null) {
			this.locked.add(row.connectionKey());
		}
		return claim;
	}

	/**
	 * Reads the body and the row again, since the row may have changed since it was read.
	 * @return false if the webhook is no longer due; then the claim has ended
	 */
	private boolean load(Claim claim) {
		try {
			Optional<LoadedWebhook> found = this.store.load(claim.webhook().seq(), this.clock.millis());
			if (found.isPresent()) {
				claim.loaded(found.get().webhook(), found.get().body());
				if (!isPoison(claim)) {
					return true;
				}
				claim.settle(new Outcome.DeadLettered(poison()));
			}
			else {
				claim.drop();
			}
			claim.close();
			return false;
		}
		catch (RuntimeException ex) {
			claim.drop();
			claim.close();
			throw ex;
		}
	}

	private boolean isPoison(Claim claim) {
		StoredWebhook webhook = claim.webhook();
		if (webhook.unfinished() >= SUSPICIOUS + DEATHS_ALONE) {
			return true;
		}
		if (webhook.seq() <= this.store.suspectsUpTo()) {
			this.store.noteUnfinished(webhook);
			claim.noted();
		}
		return false;
	}

	private static Failure poison() {
		return new Failure("unexpected", null, null, null, "The program ended " + DEATHS_ALONE
				+ " times while it worked on this webhook alone. The log of these times says why.");
	}

	private void read() {
		List<StoredWebhook> ofFreed = new ArrayList<>();
		long now = this.clock.millis();
		boolean alone = hasAllBuckets();
		StoredWebhook from;
		synchronized (this) {
			from = this.backlog.cursor();
		}
		try {
			for (String key = takeFreed(); key != null; key = takeFreed()) {
				this.store.dueOf(this.options.queue(), key, now).ifPresent(ofFreed::add);
			}
			// Also those that are not due yet, of which the first one is the next.
			List<StoredWebhook> found = this.store.due(this.options.queue(), Long.MAX_VALUE, from, Backlog.PAGE);
			List<StoredWebhook> page = found.stream().filter((row) -> row.dueAt() <= now).toList();
			Long next = (page.size() < found.size()) ? found.get(page.size()).dueAt() : null;
			synchronized (this) {
				this.backlog.read(ofFreed, page, next, from, alone && hasAllBuckets(), now);
				wake(this.backlog.size());
			}
			if (this.unreadable.compareAndSet(true, false)) {
				LOG.info("The queue {} can be read again", this.options.queue());
			}
		}
		catch (RuntimeException ex) {
			synchronized (this) {
				this.backlog.endRead();
				this.backlog.restart();
			}
			throw ex;
		}
	}

	private boolean hasAllBuckets() {
		return this.store.buckets().fraction() == 1;
	}

	/**
	 * Notes that {@link #next} has failed; returns whether it is the first time since the
	 * queue was read.
	 */
	public boolean failed() {
		return this.unreadable.compareAndSet(false, true);
	}

	private synchronized String takeFreed() {
		return this.backlog.takeFreed();
	}

	private void wake(int workers) {
		Iterator<Worker> waiting = this.idle.iterator();
		for (int i = 0; i < workers && waiting.hasNext(); i++) {
			waiting.next().wake();
		}
	}

	private synchronized void wakeAll() {
		wake(this.idle.size());
	}

	@Override
	public synchronized Reservation offer(NewWebhook webhook, StoredWebhook row) {
		if (!this.store.buckets().mayClaim(row.bucket())) {
			return Reservation.NONE;
		}
		if (this.queued > 0 || !this.backlog.isEmpty(this.clock.millis()) || !isAllowed()) {
			return new Next(row, webhook.body());
		}
		if (isLocked(row)) {
			this.backlog.block(row.connectionKey());
			return new Blocked(row.connectionKey());
		}
		Worker worker = this.idle.peek();
		boolean taken = worker != null && this.memory.has(MemoryLimit.cost(row.size())) && this.solitude.enter(false);
		Claim claim = taken ? claim(row) : null;
		if (claim == null) {
			return new Next(row, webhook.body());
		}
		this.idle.pop();
		worker.reserved = true;
		wakeTimekeeper();
		return new HandOver(worker, claim.loaded(row, webhook.body()));
	}

	/**
	 * Other instances store webhooks of the same connections, so that those of this one
	 * may not be the first.
	 */
	private synchronized void queue(StoredWebhook row, byte[] body) {
		this.queued--;
		if (this.claims.containsKey(row.seq())) {
			return;
		}
		long now = this.clock.millis();
		Candidate stored = Candidate.stored(row, body, now);
		boolean wanted = mayClaimSome();
		if (wanted && hasAllBuckets() && this.backlog.add(stored, now)) {
			wakeNext();
		}
		else if (wanted && this.backlog.keep(stored, now)) {
			wake(1);
		}
		else {
			due(row.dueAt(), row.seq());
		}
	}

	/** Each worker that claims a webhook wakes the next one, if there are more. */
	private void wakeNext() {
		if (this.rate != null) {
			wakeTimekeeper();
		}
		else if (this.backlog.size() > 0) {
			wake(1);
		}
	}

	@Override
	public synchronized void due(long dueAt, long seq) {
		long now = this.clock.millis();
		boolean sooner = dueAt < this.backlog.readAgainAt(now);
		this.backlog.due(dueAt, seq, now);
		if (sooner) {
			wake(1);
		}
		else {
			wakeTimekeeper();
		}
	}

	void settle(Claim claim, Outcome outcome) {
		StoredWebhook webhook = claim.webhook();
		if (outcome instanceof Outcome.Finished) {
			this.store.settle(webhook, outcome, () -> released(claim, false));
		}
		else {
			this.store.settleAndWait(webhook, outcome, () -> released(claim, false));
		}
	}

	void dropped(Claim claim) {
		if (claim.isNoted()) {
			this.store.settle(claim.webhook(), new Outcome.Dropped(), () -> released(claim, true));
		}
		else {
			released(claim, true);
		}
	}

	private synchronized void released(Claim claim, boolean stillDue) {
		StoredWebhook webhook = claim.webhook();
		this.claims.remove(webhook.seq());
		if (!claim.identical().isEmpty()) {
			this.backlog.mayHaveEnded(webhook.connectionKey());
		}
		if (this.options.onePerConnection() && webhook.connectionKey() != null) {
			this.locked.remove(webhook.connectionKey());
			this.backlog.unblock(webhook.connectionKey());
		}
		if (stillDue) {
			this.backlog.restart();
		}
		if (this.backlog.size() > 0 || this.backlog.hasUnread()) {
			wake(1);
		}
	}

	/** Called when the work has ended; the outcome may not be on disk yet. */
	synchronized void ended(Claim claim) {
		this.memory.release(claim.cost());
		this.solitude.leave();
		if (this.rate != null && this.rate.ended(claim.hasBegun()) && this.timekeeper != null) {
			this.timekeeper.wake();
		}
		if (this.backlog.size() > 0) {
			wake(1);
		}
	}

	/**
	 * Webhooks with the same content that are waiting now. Looks for them only while more
	 * webhooks are waiting than are being processed.
	 */
	List<StoredWebhook> identical(StoredWebhook webhook) {
		if (!this.options.coverIdentical() || webhook.connectionKey() == null
				|| this.store.counts().waiting(this.options.queue()) <= claimed()) {
			return List.of();
		}
		try {
			int most = (int) Math.min(MOST_IDENTICAL, MOST_IDENTICAL_BYTES / Math.max(1, webhook.size()));
			return (most > 0) ? this.store.identical(webhook, most) : List.of();
		}
		catch (RuntimeException ex) {
			LOG.debug("Webhooks with the same content could not be read, so each is synced by itself", ex);
			return List.of();
		}
	}

	Buckets buckets() {
		return this.store.buckets();
	}

	/** Number of claimed webhooks, including those whose outcome is not on disk yet. */
	public synchronized int claimed() {
		return this.claims.size();
	}

	/** Claims that have exceeded the longest time. */
	public synchronized List<Overdue> overdue() {
		return this.claims.values()
			.stream()
			.filter((claim) -> claim.ageNanos() > this.options.longest().toNanos() && claim.worker() != null)
			.map((claim) -> new Overdue(claim.webhook().id(), claim.worker()))
			.toList();
	}

	/** A webhook that exceeded the longest time, and the thread that works on it. */
	public record Overdue(String id, Thread worker) {

	}

	/**
	 * A webhook that waits for its connection, which may be free by the time the webhook
	 * is on disk.
	 */
	private final class Blocked implements Reservation {

		private final String connectionKey;

		Blocked(String connectionKey) {
			this.connectionKey = connectionKey;
		}

		@Override
		public void complete() {
			synchronized (Claimer.this) {
				Claimer.this.backlog.block(this.connectionKey);
				if (!Claimer.this.locked.contains(this.connectionKey)) {
					Claimer.this.backlog.unblock(this.connectionKey);
					wake(1);
				}
			}
		}

		@Override
		public void cancel() {
			// Nothing is due then; the next read finds that out.
		}

	}

	/** A webhook for the next worker that ends what it works on. */
	private final class Next implements Reservation {

		private final StoredWebhook row;

		private final byte[] body;

		/** Called with the claimer's lock. */
		Next(StoredWebhook row, byte[] body) {
			this.row = row;
			this.body = body;
			Claimer.this.queued++;
		}

		@Override
		public void complete() {
			queue(this.row, this.body);
		}

		@Override
		public void cancel() {
			synchronized (Claimer.this) {
				Claimer.this.queued--;
			}
		}

	}

	/** A webhook being handed over to an idle worker. */
	private final class HandOver implements Reservation {

		private final Worker worker;

		private final Claim claim;

		HandOver(Worker worker, Claim claim) {
			this.worker = worker;
			this.claim = claim;
		}

		@Override
		public void complete() {
			synchronized (Claimer.this) {
				this.worker.handed = this.claim;
			}
			this.worker.wake();
		}

		@Override
		public void cancel() {
			this.claim.drop();
			this.claim.close();
			synchronized (Claimer.this) {
				this.worker.reserved = false;
				Claimer.this.idle.push(this.worker);
			}
			this.worker.wake();
		}

	}

}
