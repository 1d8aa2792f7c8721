package dev.fusesync.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Answers requests to the pages. What can go wrong is a page too. A form that was refused
 * is shown again with what was typed.
 */
class PageServlet extends HttpServlet {

	static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
			+ "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

	private static final long serialVersionUID = 1L;

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.page");

	private static final String SITE = "Sec-Fetch-Site";

	private static final String ASSETS = "assets/";

	private static final int PATIENCE_S = 10;

	private final transient Semaphore turn = new Semaphore(1, true);

	private final transient ObjectProvider<Pages> pages;

	PageServlet(ObjectProvider<Pages> pages) {
		this.pages = pages;
	}

	/**
	 * The policy of the referrer is not no-referrer: with that browsers send no origin
	 * with a form, and the login refuses it.
	 */
	@Override
	protected void service(HttpServletRequest request, HttpServletResponse response)
			throws ServletException, IOException {
		request.setCharacterEncoding(StandardCharsets.UTF_8.name());
		response.setHeader("Content-Security-Policy", POLICY);
		response.setHeader("Referrer-Policy", "same-origin");
		super.service(request, response);
	}

	@Override
	protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
		if (path(request).startsWith(ASSETS)) {
			this.pages.getObject().assets().send(path(request).substring(ASSETS.length()), response);
		}
		else {
			send(request, response, (page, asked) -> {
				if ("cross-site".equals(request.getHeader(SITE)) && asked.get("unmasked") != null) {
					throw new Refused(HttpServletResponse.SC_FORBIDDEN, "A link of another site cannot unmask");
				}
				return new Reply(HttpServletResponse.SC_OK, page.get(asked), asked);
			});
		}
	}

	@Override
	protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
		send(request, response, (page, asked) -> {
			String site = request.getHeader(SITE);
			if (!asked.isOperator() || (site != null && !site.equals("same-origin"))) {
				throw new Refused(HttpServletResponse.SC_FORBIDDEN,
						asked.isOperator() ? "The form is of another site: nothing was done"
								: "Your login may look but not change anything: nothing was done. Ask an operator");
			}
			if (!this.pages.getObject().isOwnForm(asked)) {
				return again(page, asked, new Refused(HttpServletResponse.SC_FORBIDDEN,
						"The program was started again since this page was made, or the page is older than two hours: "
								+ "nothing was done. Press once more."));
			}
			try {
				return new Reply(HttpServletResponse.SC_OK, page.post(asked), asked);
			}
			catch (Refused ex) {
				return again(page, asked, ex);
			}
		});
	}

	private static Reply again(Page page, Asked asked, Refused why) {
		Asked again = asked.again(why.getMessage());
		try {
			return new Reply(why.status(), page.get(again), again);
		}
		catch (Refused ex) {
			throw why;
		}
	}

	private void send(HttpServletRequest request, HttpServletResponse response, Work work) throws IOException {
		String path = path(request);
		Asked asked = Asked.of(request, Instant.now());
		try {
			asked.check();
			write(response, path, alone(() -> work.of(this.pages.getObject().at(path), asked)));
		}
		catch (Refused ex) {
			write(response, path, refused(ex.status(), ex.getMessage(), asked));
		}
		catch (RuntimeException ex) {
			LOG.error("The page {} failed", path, ex);
			write(response, path, refused(HttpServletResponse.SC_INTERNAL_SERVER_ERROR,
					"This page failed. The log has the reason.", asked));
		}
	}

	/**
	 * Makes one page at a time, since a webhook of 2 MB takes many times that until it is
	 * shown.
	 */
	private Reply alone(Supplier<Reply> page) {
		try {
			if (!this.turn.tryAcquire(PATIENCE_S, TimeUnit.SECONDS)) {
				throw new Refused(HttpServletResponse.SC_SERVICE_UNAVAILABLE,
						"Too many pages are asked for. Try again");
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new Refused(HttpServletResponse.SC_SERVICE_UNAVAILABLE, "The program is stopping");
		}
		try {
			return page.get();
		}
		finally {
			this.turn.release();
		}
	}

	private void write(HttpServletResponse response, String path, Reply reply) throws IOException {
		Answer answer = reply.answer();
		if (answer.location() != null) {
			response.setStatus(HttpServletResponse.SC_SEE_OTHER);
			response.setHeader("Location", answer.location());
			return;
		}
		String html = this.pages.getObject().html(path, answer, reply.asked());
		response.setStatus(reply.status());
		response.setContentType("text/html;charset=UTF-8");
		response.getWriter().write(html);
	}

	private static Reply refused(int status, String sentence, Asked asked) {
		return new Reply(status, Answer.page("refused", "Not possible", new Sentence(sentence)), asked);
	}

	private static String path(HttpServletRequest request) {
		String below = request.getPathInfo();
		return (request.getServletPath() + ((below != null) ? below : "")).substring(1);
	}

	private interface Work {

		Reply of(Page page, Asked asked);

	}

	private record Reply(int status, Answer answer, Asked asked) {

	}

	private record Sentence(String sentence) {

	}

}
