package dev.fusesync.http.handover;

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Map;

import dev.fusesync.http.ReceivedWebhook;
import dev.fusesync.http.RequestAttributes;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;

/**
 * A request for a webhook whose body has been read. Hides everything else that could
 * become a header or be parsed: query, parameters, form and multipart data.
 */
final class BufferedWebhookRequest extends HttpServletRequestWrapper {

	private static final String JSON = "application/json";

	private final ReceivedWebhook received;

	private final byte[] body;

	BufferedWebhookRequest(HttpServletRequest request, ReceivedWebhook received, byte[] body) {
		super(request);
		this.received = received;
		this.body = body;
	}

	/** What the route asks for is here, also when the request is over. */
	@Override
	public Object getAttribute(String name) {
		return name.equals(RequestAttributes.RECEIVED) ? this.received : super.getAttribute(name);
	}

	@Override
	public ServletInputStream getInputStream() {
		return new BufferedBody(new ByteArrayInputStream(this.body));
	}

	@Override
	public BufferedReader getReader() {
		return new BufferedReader(new InputStreamReader(getInputStream(), StandardCharsets.UTF_8));
	}

	@Override
	public int getContentLength() {
		return this.body.length;
	}

	@Override
	public long getContentLengthLong() {
		return this.body.length;
	}

	@Override
	public String getContentType() {
		return JSON;
	}

	@Override
	public String getCharacterEncoding() {
		return StandardCharsets.UTF_8.name();
	}

	@Override
	public String getHeader(String name) {
		return "content-type".equalsIgnoreCase(name) ? JSON : super.getHeader(name);
	}

	@Override
	public Enumeration<String> getHeaders(String name) {
		return "content-type".equalsIgnoreCase(name) ? Collections.enumeration(Collections.singleton(JSON))
				: super.getHeaders(name);
	}

	@Override
	public String getQueryString() {
		return null;
	}

	@Override
	public String getParameter(String name) {
		return null;
	}

	@Override
	public String[] getParameterValues(String name) {
		return null;
	}

	@Override
	public Map<String, String[]> getParameterMap() {
		return Map.of();
	}

	@Override
	public Enumeration<String> getParameterNames() {
		return Collections.emptyEnumeration();
	}

	private static final class BufferedBody extends ServletInputStream {

		private final ByteArrayInputStream bytes;

		BufferedBody(ByteArrayInputStream bytes) {
			this.bytes = bytes;
		}

		@Override
		public int read() {
			return this.bytes.read();
		}

		@Override
		public int read(byte[] target, int offset, int length) {
			return this.bytes.read(target, offset, length);
		}

		/** Writes all bytes at once instead of through a buffer of 16 kB. */
		@Override
		public long transferTo(OutputStream target) throws IOException {
			return this.bytes.transferTo(target);
		}

		@Override
		public int available() {
			return this.bytes.available();
		}

		@Override
		public boolean isFinished() {
			return this.bytes.available() == 0;
		}

		@Override
		public boolean isReady() {
			return true;
		}

		@Override
		public void setReadListener(ReadListener listener) {
			throw new UnsupportedOperationException("The body has been read already.");
		}

	}

}
