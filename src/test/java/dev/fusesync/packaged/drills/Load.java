package dev.fusesync.packaged.drills;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.Webhooks;

/**
 * Senders that post distinct signed webhooks without a pause, one in ten of 100 KiB to
 * 1.5 MiB, and remember by sha256 which were answered with 200. Each goes on after
 * errors, as Fuse would.
 */
final class Load {

	final Set<String> accepted = ConcurrentHashMap.newKeySet();

	/** When it was accepted, as nanoTime. */
	private final Map<String, Long> acceptedAt = new ConcurrentHashMap<>();

	final Set<Integer> otherAnswers = ConcurrentHashMap.newKeySet();

	/** How often it was answered with something else than 200. */
	final AtomicInteger refused = new AtomicInteger();

	/** The signatures of what was sent. */
	final Set<String> signatures = ConcurrentHashMap.newKeySet();

	/** How long the slowest answer took, in ms. */
	final AtomicLong slowestAnswer = new AtomicLong();

	/** The longest time from the first attempt to send a webhook to its 200, in ms. */
	final AtomicLong slowestAcceptance = new AtomicLong();

	private final PackagedProgram program;

	private final List<Thread> senders = new ArrayList<>();

	private final AtomicInteger left;

	private final boolean large;

	/** Goes on until it is stopped. */
	Load(PackagedProgram program, int senders, int connections) {
		this(program, senders, connections, Integer.MAX_VALUE, true);
	}

	/** So many webhooks, without large ones if not wanted. */
	Load(PackagedProgram program, int senders, int connections, int webhooks, boolean large) {
		this.program = program;
		this.left = new AtomicInteger(webhooks);
		this.large = large;
		for (int i = 0; i < senders; i++) {
			int seed = i;
			Thread sender = new Thread(() -> run(new Random(seed), connections), "sender-" + i);
			this.senders.add(sender);
			sender.start();
		}
	}

	/** What was accepted and has not been synced. */
	Set<String> lost(FuseStandIn fuse) {
		Set<String> lost = new HashSet<>(this.accepted);
		lost.removeAll(fuse.synced.keySet());
		return lost;
	}

	/** The longest time from an answer to the sync. */
	Duration latest(FuseStandIn fuse) {
		return Duration.ofNanos(this.acceptedAt.entrySet()
			.stream()
			.mapToLong((one) -> fuse.syncedAt.get(one.getKey()) - one.getValue())
			.max()
			.orElse(0));
	}

	/** What has become of it, for the log. */
	String figures(FuseStandIn fuse) {
		return "%d accepted, %d lost, %d synced more than once".formatted(this.accepted.size(), lost(fuse).size(),
				fuse.twice());
	}

	private void run(Random random, int connections) {
		while (!Thread.currentThread().isInterrupted() && this.left.getAndDecrement() > 0) {
			int filler = (this.large && random.nextInt(10) == 0) ? 100 * 1024 + random.nextInt(1_400 * 1024)
					: 300 + random.nextInt(1_000);
			Webhooks webhook = Webhooks.signed("""
					{"type":"%s","financial_connection_id":"c%d","source":"plaid","remote_data":"%s%s"}""".formatted(
					Webhooks.SYNC_DATA, random.nextInt(connections), Webhooks.newConnection(), "x".repeat(filler)));
			sendUntilAccepted(webhook);
		}
	}

	private void sendUntilAccepted(Webhooks webhook) {
		this.signatures.add(webhook.signature());
		long first = System.nanoTime();
		int status = 0;
		while (status != 200 && !Thread.currentThread().isInterrupted()) {
			try {
				long begin = System.nanoTime();
				status = this.program.send(webhook).statusCode();
				this.slowestAnswer.accumulateAndGet((System.nanoTime() - begin) / 1_000_000, Math::max);
			}
			catch (IOException ex) {
				status = 0;
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
			if (status == 200) {
				String sha256 = FuseStandIn.sha256(webhook.body());
				this.acceptedAt.put(sha256, System.nanoTime());
				this.accepted.add(sha256);
				this.slowestAcceptance.accumulateAndGet((System.nanoTime() - first) / 1_000_000, Math::max);
			}
			else {
				if (status != 0) {
					this.otherAnswers.add(status);
					this.refused.incrementAndGet();
				}
				// A real sender would wait much longer before it comes again.
				LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
			}
		}
	}

	/** Until all webhooks are accepted. */
	void join() throws InterruptedException {
		for (Thread sender : this.senders) {
			sender.join();
		}
	}

	void stop() throws InterruptedException {
		for (Thread sender : this.senders) {
			sender.interrupt();
		}
		join();
	}

}
