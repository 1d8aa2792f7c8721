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
 * Reads one body as it comes, without a thread in between, and then has the request go on
 * with it. What is too large is read on and dropped, as far as is reasonable, since a
 * sender who is cut off does not see the answer.
 */
final class BodyReading implements ReadListener, AsyncListener {

	private static final Logger LOG = LoggerFactory.getLogger(BodyReading.class);

	/** The attribute in which it says why, if the body was not taken. */
	static final String REFUSED = BodyReading.class.getName() + ".refused";

	/** How much of a body that is too large is still read. */
	static final long DROPPED = 16 * 1024 * 1024;

	private static final int LONGEST_PART = 8 * 1024;

	private final HttpServletRequest request;

	private final HttpServletResponse response;

	private final WebhookSettings settings;

	private final BodyMemory memory;

	private final LargeBodies large;

	private LargeBodies.Entry entry;

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
		else if (makeRoom()) {
			this.body.write(this.part, 0, count);
		}
		else {
			refuse(RefusedBody.oneTooMany());
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
			this.entry = this.large.entry(this.taken, this.async::dispatch);
			this.entry.request();
		}
	}

	/**
	 * What is not HTTP any more, or a sender who is gone. Tomcat closes the connection as
	 * soon as this returns, so the answer has to be on its way.
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
				LOG.debug("The sender is gone", ex);
			}
			this.async.complete();
		}
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		if (!this.finished) {
			refuse(RefusedBody.tooSlow());
		}
		else if (this.entry != null && this.entry.giveUp()) {
			refuse(RefusedBody.oneTooMany());
		}
	}

	/** Tomcat ends a request properly only if it is refused in a dispatch. */
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
		if (this.entry != null) {
			this.entry.leave();
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
