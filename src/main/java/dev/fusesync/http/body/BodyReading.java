package dev.fusesync.http.body;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;

import dev.fusesync.http.RequestAttributes;
import dev.fusesync.http.WebhookSettings;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads one body asynchronously and then dispatches the request. A body that is too large
 * is read further and dropped, up to a limit, since a sender whose connection is closed
 * early does not see the response.
 */
final class BodyReading implements ReadListener, AsyncListener {

	private static final Logger LOG = LoggerFactory.getLogger(BodyReading.class);

	/** Request attribute with the reason if the body was rejected. */
	static final String REFUSED = BodyReading.class.getName() + ".refused";

	/** Maximum number of further bytes read of a body that is too large. */
	static final long DROPPED = 16 * 1024 * 1024;

	private static final int LONGEST_PART = 8 * 1024;

	private final HttpServletRequest request;

	private final HttpServletResponse response;

	private final WebhookSettings settings;

	private final BodyMemory memory;

	private final LargeBodies large;

	private LargeBodies.Admission admission;

	private final byte[] part;

	private ByteArrayOutputStream body = new ByteArrayOutputStream();

	private AsyncContext async;

	private ServletInputStream input;

	private long received;

	private int taken;

	private boolean finished;

	BodyReading(HttpServletRequest request, HttpServletResponse response, WebhookSettings settings, BodyMemory memory,
			LargeBodies large) {
		this.request = request;
		this.response = response;
		this.settings = settings;
		this.memory = memory;
		this.large = large;
		this.part = new byte[partLength(request.getContentLengthLong())];
	}

	private static int partLength(long announced) {
		return (announced > 0) ? (int) Math.min(announced, LONGEST_PART) : LONGEST_PART;
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

	private void keep(int count) {
		if (this.received > this.settings.maxBodyBytes() + DROPPED) {
			refuse(RefusedBody.tooLarge(this.settings));
		}
		else if (this.received > this.settings.maxBodyBytes()) {
			this.body.reset();
		}
		else if (reserveMemory()) {
			this.body.write(this.part, 0, count);
		}
		else {
			refuse(RefusedBody.oneTooMany());
		}
	}

	private boolean reserveMemory() {
		int more = (int) (this.received - BodyMemory.FREE - this.taken);
		if (more <= 0 || this.memory.take(more)) {
			this.taken += Math.max(0, more);
			return true;
		}
		return false;
	}

	@Override
	public void onAllDataRead() {
		if (this.finished) {
			return;
		}
		if (this.received > this.settings.maxBodyBytes()) {
			refuse(RefusedBody.tooLarge(this.settings));
		}
		else {
			this.finished = true;
			this.request.setAttribute(RequestAttributes.BODY, this.body.toByteArray());
			this.body = new ByteArrayOutputStream(0);
			this.admission = this.large.admission(this.taken, this.async::dispatch);
			this.admission.request();
		}
	}

	/**
	 * Called if the body is not valid HTTP or the sender has disconnected. Tomcat closes
	 * the connection as soon as this returns, so the response must have been written
	 * before.
	 */
	@Override
	public void onError(Throwable failure) {
		if (!this.finished) {
			boolean slow = failure instanceof SocketTimeoutException
					|| failure != null && failure.getCause() instanceof SocketTimeoutException;
			finish();
			try {
				(slow ? RefusedBody.tooSlow() : RefusedBody.notHttp()).answer(this.request, this.response,
						this.settings);
			}
			catch (IOException ex) {
				LOG.debug("The sender has disconnected", ex);
			}
			this.async.complete();
		}
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		if (!this.finished) {
			refuse(RefusedBody.tooSlow());
		}
		else if (this.admission != null && this.admission.cancel()) {
			refuse(RefusedBody.oneTooMany());
		}
	}

	/**
	 * Rejects the request in a dispatch, since otherwise Tomcat does not end it properly.
	 */
	private void refuse(RefusedBody why) {
		finish();
		this.request.setAttribute(REFUSED, why);
		this.async.dispatch();
	}

	private void finish() {
		this.finished = true;
		giveBack();
	}

	@Override
	public void onComplete(AsyncEvent event) {
		giveBack();
		if (this.admission != null) {
			this.admission.release();
		}
	}

	private void giveBack() {
		this.body = new ByteArrayOutputStream(0);
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
