package dev.fusesync.receive;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.http.HttpHeaders;

/**
 * Reads one body as it comes, without a thread in between, and then has the request go on
 * with it. What is too large is read on and dropped, as far as is reasonable, since a
 * sender who is cut off does not see the answer.
 */
final class BodyReading implements ReadListener, AsyncListener {

	/** The attribute of the request in which the body is then. */
	static final String BODY = BodyReading.class.getName() + ".body";

	/** How much of a body that is too large is still read. */
	static final long DROPPED = 16 * 1024 * 1024;

	private static final int REQUEST_TIMEOUT = 408;

	private static final String TOO_SLOW = "The body did not arrive in time";

	private final HttpServletRequest request;

	private final HttpServletResponse response;

	private final WebhookSettings settings;

	private final BodyMemory memory;

	private final byte[] part = new byte[8 * 1024];

	private ByteArrayOutputStream body = new ByteArrayOutputStream();

	private AsyncContext async;

	private ServletInputStream input;

	private long received;

	private int taken;

	private boolean finished;

	BodyReading(HttpServletRequest request, HttpServletResponse response, WebhookSettings settings, BodyMemory memory) {
		this.request = request;
		this.response = response;
		this.settings = settings;
		this.memory = memory;
	}

	void start() throws IOException {
		this.async = this.request.startAsync(this.request, this.response);
		this.async.setTimeout(this.settings.readTimeout().toMillis());
		this.async.addListener(this);
		this.input = this.request.getInputStream();
		this.input.setReadListener(this);
	}

	@Override
	public void onDataAvailable() throws IOException {
		while (!this.finished && this.input.isReady()) {
			int count = this.input.read(this.part);
			if (count < 0) {
				return;
			}
			this.received += count;
			keep(count);
		}
	}

	private void keep(int count) throws IOException {
		if (this.received > this.settings.maxBodyBytes() + DROPPED) {
			refuse(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, tooLarge(this.settings));
		}
		else if (this.received > this.settings.maxBodyBytes()) {
			this.body.reset();
		}
		else if (makeRoom()) {
			this.body.write(this.part, 0, count);
		}
		else {
			this.response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(this.settings.retryAfter()));
			refuse(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "Too many large bodies at once, try again later");
		}
	}

	private boolean makeRoom() {
		int more = (int) (this.received - BodyMemory.FREE - this.taken);
		if (more <= 0 || this.memory.take(more)) {
			this.taken += Math.max(0, more);
			return true;
		}
		return false;
	}

	@Override
	public void onAllDataRead() throws IOException {
		if (this.finished) {
			return;
		}
		if (this.received > this.settings.maxBodyBytes()) {
			refuse(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE, tooLarge(this.settings));
		}
		else {
			this.finished = true;
			this.request.setAttribute(BODY, this.body.toByteArray());
			this.async.dispatch();
		}
	}

	/** What is not HTTP any more, or a sender who is gone. */
	@Override
	public void onError(Throwable failure) {
		if (!this.finished) {
			try {
				if (failure.getCause() instanceof SocketTimeoutException) {
					refuse(REQUEST_TIMEOUT, TOO_SLOW);
				}
				else {
					refuse(HttpServletResponse.SC_BAD_REQUEST, "Bad Request");
				}
			}
			catch (IOException ex) {
				this.async.complete();
			}
		}
	}

	@Override
	public void onTimeout(AsyncEvent event) throws IOException {
		if (!this.finished) {
			refuse(REQUEST_TIMEOUT, TOO_SLOW);
		}
	}

	private void refuse(int status, String sentence) throws IOException {
		this.finished = true;
		this.body = new ByteArrayOutputStream(0);
		this.response.setHeader(HttpHeaders.CONNECTION, "close");
		JsonAnswer.write(this.response, status, sentence);
		this.response.flushBuffer();
		UnreadBody.abandon(this.request);
		this.async.complete();
	}

	static String tooLarge(WebhookSettings settings) {
		return "The body is larger than " + settings.maxBodyBytes() + " bytes";
	}

	@Override
	public void onComplete(AsyncEvent event) {
		this.memory.giveBack(this.taken);
		this.taken = 0;
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		event.getAsyncContext().addListener(this);
	}

	@Override
	public void onError(AsyncEvent event) {
		// onComplete follows.
	}

}
