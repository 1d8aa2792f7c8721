package dev.fusesync.http.handover;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import dev.fusesync.http.JsonAnswer;
import dev.fusesync.http.WebhookSettings;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;

/**
 * Keeps what a route responds, until it is known that its response is the one to send. A
 * response that comes too late thus never reaches Tomcat, which may use the request for
 * another sender by then.
 */
final class HeldResponse extends HttpServletResponseWrapper {

	/** Bytes that whoever writes it should write at once. */
	private static final int BUFFER = 8 * 1024;

	private final List<Consumer<HttpServletResponse>> calls = new ArrayList<>();

	private final ByteArrayOutputStream body = new ByteArrayOutputStream(64);

	private final ServletOutputStream stream = new HeldBody();

	private final WebhookSettings settings;

	private PrintWriter writer;

	private String charset = StandardCharsets.UTF_8.name();

	private int status = SC_OK;

	private boolean error;

	HeldResponse(HttpServletResponse response, WebhookSettings settings) {
		super(response);
		this.settings = settings;
	}

	/** Sends what it has. */
	void send() throws IOException {
		HttpServletResponse target = (HttpServletResponse) getResponse();
		if (this.error) {
			JsonAnswer.writeError(target, this.status, this.settings);
			return;
		}
		flushBuffer();
		target.setStatus(this.status);
		this.calls.forEach((call) -> call.accept(target));
		target.setContentLength(this.body.size());
		this.body.writeTo(target.getOutputStream());
	}

	private void keep(Consumer<HttpServletResponse> call) {
		this.calls.add(call);
	}

	@Override
	public void setStatus(int code) {
		this.status = code;
	}

	@Override
	public int getStatus() {
		return this.status;
	}

	@Override
	public void sendError(int code, String message) {
		sendError(code);
	}

	@Override
	public void sendError(int code) {
		this.status = code;
		this.error = true;
	}

	@Override
	public void setHeader(String name, String value) {
		keep((response) -> response.setHeader(name, value));
	}

	@Override
	public void addHeader(String name, String value) {
		keep((response) -> response.addHeader(name, value));
	}

	@Override
	public void setIntHeader(String name, int value) {
		setHeader(name, String.valueOf(value));
	}

	@Override
	public void addIntHeader(String name, int value) {
		addHeader(name, String.valueOf(value));
	}

	@Override
	public void setDateHeader(String name, long date) {
		keep((response) -> response.setDateHeader(name, date));
	}

	@Override
	public void addDateHeader(String name, long date) {
		keep((response) -> response.addDateHeader(name, date));
	}

	@Override
	public void addCookie(Cookie cookie) {
		keep((response) -> response.addCookie(cookie));
	}

	@Override
	public void setContentType(String type) {
		keep((response) -> response.setContentType(type));
	}

	@Override
	public void setCharacterEncoding(String name) {
		this.charset = name;
		keep((response) -> response.setCharacterEncoding(name));
	}

	@Override
	public String getCharacterEncoding() {
		return this.charset;
	}

	@Override
	public int getBufferSize() {
		return BUFFER;
	}

	@Override
	public void setBufferSize(int size) {
		// It is kept whole.
	}

	@Override
	public void sendRedirect(String location) {
		setStatus(SC_FOUND);
		setHeader("Location", location);
	}

	@Override
	public void setContentLength(int length) {
		// It is the length of what was written.
	}

	@Override
	public void setContentLengthLong(long length) {
		// It is the length of what was written.
	}

	@Override
	public ServletOutputStream getOutputStream() {
		return this.stream;
	}

	@Override
	public PrintWriter getWriter() {
		if (this.writer == null) {
			this.writer = new PrintWriter(this.body, false, Charset.forName(this.charset));
		}
		return this.writer;
	}

	@Override
	public void flushBuffer() {
		if (this.writer != null) {
			this.writer.flush();
		}
	}

	@Override
	public void resetBuffer() {
		this.body.reset();
		this.writer = null;
	}

	@Override
	public void reset() {
		resetBuffer();
		this.calls.clear();
		this.status = SC_OK;
		this.error = false;
	}

	@Override
	public boolean isCommitted() {
		return false;
	}

	private final class HeldBody extends ServletOutputStream {

		@Override
		public void write(int one) {
			HeldResponse.this.body.write(one);
		}

		@Override
		public void write(byte[] bytes, int offset, int length) {
			HeldResponse.this.body.write(bytes, offset, length);
		}

		@Override
		public boolean isReady() {
			return true;
		}

		@Override
		public void setWriteListener(WriteListener listener) {
			throw new UnsupportedOperationException("The response is kept in memory.");
		}

	}

}
