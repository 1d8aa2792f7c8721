package dev.fusesync.http.body;

import java.io.IOException;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Lets a body that nobody wants go unread. Tomcat would read it to its end, and a thread
 * with it, to use the connection again.
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

	/** Has the connection closed after the answer, which must have been sent. */
	public static void abandon(Request request) {
		request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
	}

	/** The same, where only the request of the servlet API is known. */
	static void abandon(ServletRequest request) {
		((Runnable) request.getAttribute(ATTRIBUTE)).run();
	}

}
