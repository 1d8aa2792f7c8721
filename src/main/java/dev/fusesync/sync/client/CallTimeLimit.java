package dev.fusesync.sync.client;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import dev.fusesync.sync.SyncSettings;
import jakarta.annotation.PreDestroy;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChain.Scope;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.springframework.stereotype.Component;

/**
 * Aborts every outbound call after {@code fuse.sync.call-timeout}, even if its response
 * arrives slowly: a response timeout would restart with every byte.
 */
@Component
class CallTimeLimit implements ExecChainHandler {

	private final Duration timeout;

	private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, (task) -> {
		Thread thread = new Thread(task, "call-timeout");
		thread.setDaemon(true);
		return thread;
	});

	CallTimeLimit(SyncSettings settings) {
		this.timeout = settings.callTimeout();
		// Otherwise the timer wakes up for calls that have already ended.
		this.timer.setRemoveOnCancelPolicy(true);
	}

	@Override
	public ClassicHttpResponse execute(ClassicHttpRequest request, Scope scope, ExecChain chain)
			throws IOException, HttpException {
		Future<?> end = this.timer.schedule(scope.execRuntime::discardEndpoint, this.timeout.toMillis(),
				TimeUnit.MILLISECONDS);
		try {
			return chain.proceed(request, scope);
		}
		catch (IOException ex) {
			if (end.isDone()) {
				throw new SocketTimeoutException("not within " + this.timeout.toSeconds() + " s");
			}
			throw ex;
		}
		finally {
			end.cancel(false);
		}
	}

	@PreDestroy
	void stop() {
		this.timer.shutdownNow();
	}

}
