package dev.fusesync.receive;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.concurrent.Semaphore;

import dev.fusesync.http.JsonAnswer;
import dev.fusesync.http.WebhookSettings;
import dev.fusesync.sync.SyncTarget;
import dev.fusesync.verification.VerificationSettings;
import dev.fusesync.verification.diagnosis.Diagnosis;
import dev.fusesync.verification.diagnosis.Explanation;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;

/**
 * Explains, on the management port, what becomes of a webhook that is posted there as it
 * was received: the same bytes and the same header. A servlet, as Actuator's own
 * endpoints take JSON only, not bytes. Registered in {@code META-INF/spring} for that
 * port only.
 */
class VerificationEndpoint {

	@Bean
	ServletRegistrationBean<HttpServlet> explanationOfAWebhook(WebEndpointProperties endpoints, WebhookSettings limits,
			VerificationSettings verification, SyncTarget target) {
		ServletRegistrationBean<HttpServlet> registration = new ServletRegistrationBean<>(
				new Explaining(limits.maxBodyBytes(), verification, target), endpoints.getBasePath() + "/verification");
		registration.setName("verification");
		return registration;
	}

	/** Stores nothing, signs nothing, and logs nothing. */
	private static final class Explaining extends HttpServlet {

		private static final long serialVersionUID = 1L;

		private final int largest;

		private final transient VerificationSettings verification;

		private final transient SyncTarget target;

		/** For a large body it takes seconds of processor time, and memory. */
		private final transient Semaphore free = new Semaphore(1);

		Explaining(int largest, VerificationSettings verification, SyncTarget target) {
			this.largest = largest;
			this.verification = verification;
			this.target = target;
		}

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
			response.setHeader("Allow", "POST");
			JsonAnswer.write(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED,
					"Post a webhook as it was received, with its header fuse-verification");
		}

		@Override
		protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
			if (!this.free.tryAcquire()) {
				response.setHeader("Retry-After", "1");
				JsonAnswer.write(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE,
						"Another webhook is being explained");
				return;
			}
			try {
				explain(request, response);
			}
			finally {
				this.free.release();
			}
		}

		private void explain(HttpServletRequest request, HttpServletResponse response) throws IOException {
			boolean larger = request.getContentLengthLong() > this.largest;
			byte[] body = larger ? new byte[0] : request.getInputStream().readNBytes(this.largest + 1);
			if (larger || body.length > this.largest) {
				JsonAnswer.write(response, HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
						"The body is larger than " + this.largest + " bytes");
				return;
			}
			String signature = String.join(", ", Collections.list(request.getHeaders("fuse-verification")));
			Diagnosis diagnosis = Diagnosis.of(body, signature, this.verification.keys());
			Explanation explanation = new Explanation(diagnosis, this.target.credentials());
			response.setContentType("application/json");
			response.getOutputStream().write(explanation.json().getBytes(StandardCharsets.UTF_8));
		}

	}

}
