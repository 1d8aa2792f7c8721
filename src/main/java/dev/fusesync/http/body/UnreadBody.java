package dev.fusesync.http.body;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Leaves a rejected body unread. By default Tomcat blocks a thread to read it completely,
 * in order to reuse the connection.
 */
public final class UnreadBody extends ValveBase {

	private static final String ATTRIBUTE = UnreadBody.class.getName();

	UnreadBody() {
		super(true);
	}

	@Override
	public void invoke(Request request, Response response) throws IOException, ServletException {
		Runnable abandon = () -> abandon(request);
		request.setAttribute(ATTRIBUTE, abandon);
		getNext().invoke(request, response);
	}

	/** Closes the connection after the response, which must have been sent. */
	public static void abandon(Request request) {
		request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
	}

	/** Like {@link #abandon(Request)}, for a request of the servlet API. */
	static void abandon(ServletRequest request) {
		((Runnable) request.getAttribute(ATTRIBUTE)).run();
	}

}
