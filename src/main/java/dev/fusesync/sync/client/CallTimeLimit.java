package dev.fusesync.sync.client;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.fusesync.store.Buckets;
import dev.fusesync.store.Store;
import dev.fusesync.sync.SyncSettings;
import jakarta.annotation.PreDestroy;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChain.Scope;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.springframework.stereotype.Component;

/**
 * Aborts every outbound call after {@code fuse.sync.call-timeout}, even if its response
 * arrives slowly: a response timeout would restart with every byte. Aborts it earlier if
 * another instance may take over the connection, see {@link Buckets#remainingNanos()}.
 */
@Component
class CallTimeLimit implements ExecChainHandler {

	private final Duration timeout;

	private final Store store;

	private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, (task) -> {
		Thread thread = new Thread(task, "call-timeout");
		thread.setDaemon(true);
		return thread;
	});

	CallTimeLimit(SyncSettings settings, Store store) {
		this.store = store;
		this.timeout = settings.callTimeout();
		// Otherwise the timer wakes up for calls that have already ended.
		this.timer.setRemoveOnCancelPolicy(true);
	}

	@Override
	public ClassicHttpResponse execute(ClassicHttpRequest request, Scope scope, ExecChain chain)
			throws IOException, HttpException {
		checkLease();
		Limit limit = new Limit(System.nanoTime() + this.timeout.toNanos(), scope.execRuntime);
		limit.check();
		try {
			return chain.proceed(request, scope);
		}
		catch (IOException ex) {
			if (limit.isOver) {
				checkLease();
				throw new SocketTimeoutException("not within " + this.timeout.toSeconds() + " s");
			}
			throw ex;
		}
		finally {
			limit.end();
		}
	}

	private void checkLease() throws IOException {
		if (this.store.buckets().remainingNanos() <= 0) {
			throw new IOException("The lease of this instance may end, after which another one may call");
		}
	}

	/**
	 * Checks a call when its time is over, or the time in which this instance may make
	 * it.
	 */
	private final class Limit {

		private final long deadline;

		private final ExecRuntime call;

		private final long term = CallTimeLimit.this.store.buckets().term();

		private volatile boolean isOver;

		private volatile boolean ended;

		private volatile Future<?> next;

		Limit(long deadline, ExecRuntime call) {
			this.deadline = deadline;
			this.call = call;
		}

		private void check() {
			if (this.ended) {
				return;
			}
			Buckets buckets = CallTimeLimit.this.store.buckets();
			long remaining = (buckets.term() != this.term) ? 0
					: Math.min(this.deadline - System.nanoTime(), buckets.remainingNanos());
			this.isOver = remaining <= 0;
			if (this.isOver) {
				this.call.discardEndpoint();
			}
			else {
				this.next = CallTimeLimit.this.timer.schedule(this::check, remaining, TimeUnit.NANOSECONDS);
			}
		}

		private void end() {
			this.ended = true;
			this.next.cancel(false);
		}

	}

	@PreDestroy
	void stop() {
		this.timer.shutdownNow();
	}

}
