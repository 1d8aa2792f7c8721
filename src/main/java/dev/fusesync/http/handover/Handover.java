package dev.fusesync.http.handover;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;

import dev.fusesync.http.JsonAnswer;
import dev.fusesync.http.WebhookSettings;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands one request directly to the route's consumer, and sends the response as soon as
 * there is one. Spring MVC would look up the handler, and pass the request through all
 * filters once more to end it.
 * <p>
 * Either the route or the time limit answers, whichever is first.
 */
final class Handover implements AsyncListener {

	private static final Logger LOG = LoggerFactory.getLogger(Handover.class);

	private final HttpServletRequest request;

	private final HttpServletResponse response;

	private final WebhookSettings settings;

	private AsyncContext async;

	private boolean answered;

	Handover(HttpServletRequest request, HttpServletResponse response, WebhookSettings settings) {
		this.request = request;
		this.response = response;
		this.settings = settings;
	}

	/**
	 * Hands it over.
	 * @param limit how long the sender waits for the response; longer than storing may
	 * take, so that the response is the route's own
	 */
	void to(SpringBootPlatformHttpConsumer consumer, Duration limit) {
		HeldResponse held = new HeldResponse(this.response, this.settings);
		this.async = this.request.startAsync(this.request, this.response);
		this.async.setTimeout(limit.toMillis());
		this.async.addListener(this);
		try {
			consumer.service(this.request, held).whenComplete((nothing, failure) -> ended(held, failure));
		}
		catch (RejectedExecutionException ex) {
			LOG.debug("Too many webhooks wait for a thread", ex);
			refuse();
		}
	}

	/**
	 * After an Error of a step, such as a StackOverflowError, Camel leaves a response
	 * with 200, though the webhook may not be stored.
	 */
	private void ended(HeldResponse held, Throwable failure) {
		if (failure != null) {
			LOG.error("The route ended with an error", failure);
			refuse();
		}
		else {
			answer(held::send);
		}
	}

	private void refuse() {
		answer(() -> JsonAnswer.writeError(this.response, HttpServletResponse.SC_SERVICE_UNAVAILABLE, this.settings));
	}

	/**
	 * Whoever is second waits until the first has sent its response: otherwise Tomcat
	 * would end the request meanwhile. A 200 leaves before the request ends, which is the
	 * work of another thread of Tomcat's. Other responses do not: a stranger who does not
	 * read them would hold this thread.
	 */
	private synchronized void answer(Answer answer) {
		if (this.answered) {
			return;
		}
		this.answered = true;
		try {
			answer.send();
			if (this.response.getStatus() == HttpServletResponse.SC_OK) {
				this.response.flushBuffer();
			}
		}
		catch (IOException ex) {
			LOG.debug("The sender has disconnected", ex);
		}
		catch (RuntimeException ex) {
			LOG.warn("The response was not sent: {}", ex.getMessage());
			LOG.debug("It failed with", ex);
		}
		finally {
			end();
		}
	}

	private void end() {
		try {
			this.async.complete();
		}
		catch (IllegalStateException ex) {
			LOG.debug("Tomcat has ended the request", ex);
		}
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		refuse();
	}

	/** The sender has disconnected, and Tomcat ends the request. */
	@Override
	public synchronized void onError(AsyncEvent event) {
		this.answered = true;
	}

	@Override
	public void onComplete(AsyncEvent event) {
		// It was answered.
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		// Nobody begins again.
	}

	@FunctionalInterface
	private interface Answer {

		void send() throws IOException;

	}

}
