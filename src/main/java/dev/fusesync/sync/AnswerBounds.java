package dev.fusesync.sync;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

import jakarta.annotation.PreDestroy;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecChain.Scope;
import org.apache.hc.client5.http.classic.ExecChainHandler;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.springframework.stereotype.Component;

/**
 * Bounds every outbound call: in all it takes no longer than
 * {@code fuse.sync.call-timeout}, however slowly its answer trickles in (a response
 * time-out starts anew with every byte), and no more than 64 KiB of an answer are read. A
 * 2xx whose answer breaks off is a 2xx.
 */
@Component
class AnswerBounds implements ExecChainHandler {

	private static final int LONGEST = 64 * 1024;

	private static final int PART = 1024;

	private final Duration timeout;

	private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1, (task) -> {
		Thread thread = new Thread(task, "call-timeout");
		thread.setDaemon(true);
		return thread;
	});

	AnswerBounds(SyncSettings settings) {
		this.timeout = settings.callTimeout();
		// Otherwise each call that has ended wakes the timer up when its time has come.
		this.timer.setRemoveOnCancelPolicy(true);
	}

	@Override
	public ClassicHttpResponse execute(ClassicHttpRequest request, Scope scope, ExecChain chain)
			throws IOException, HttpException {
		Future<?> end = this.timer.schedule(scope.execRuntime::discardEndpoint, this.timeout.toMillis(),
				TimeUnit.MILLISECONDS);
		try {
			return bounded(chain.proceed(request, scope), scope);
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

	private static ClassicHttpResponse bounded(ClassicHttpResponse answer, Scope scope) throws IOException {
		HttpEntity entity = answer.getEntity();
		if (entity != null) {
			byte[] body = read(entity, answer.getCode() / 100 == 2);
			if (body.length > LONGEST) {
				scope.execRuntime.discardEndpoint();
			}
			answer.setEntity(new ByteArrayEntity(body, 0, Math.min(body.length, LONGEST), null));
			answer.removeHeaders("Content-Encoding");
		}
		return answer;
	}

	/**
	 * Up to one byte more than is kept. The stream is not closed: to close it would be to
	 * read all the rest.
	 */
	private static byte[] read(HttpEntity entity, boolean success) throws IOException {
		ByteArrayOutputStream body = new ByteArrayOutputStream();
		try {
			InputStream content = entity.getContent();
			byte[] part = content.readNBytes(PART);
			while (part.length > 0 && body.size() <= LONGEST) {
				body.write(part);
				part = content.readNBytes(PART);
			}
		}
		catch (IOException ex) {
			if (!success) {
				throw ex;
			}
		}
		return body.toByteArray();
	}

	@PreDestroy
	void stop() {
		this.timer.shutdownNow();
	}

}
