package dev.fusesync.http.body;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A connection to say things on that no polite client says. */
final class RawConnection implements AutoCloseable {

	private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 (\\d{3}) ");

	private final Socket socket;

	RawConnection(int port) throws IOException {
		this.socket = new Socket("localhost", port);
		this.socket.setTcpNoDelay(true);
	}

	RawConnection send(String text) throws IOException {
		return send(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	RawConnection send(byte[] bytes) throws IOException {
		this.socket.getOutputStream().write(bytes);
		return this;
	}

	/** As much as is taken: a server that has made up its mind may not read on. */
	RawConnection sendAsLongAsItIsRead(byte[] part, int times) {
		try {
			for (int i = 0; i < times; i++) {
				send(part);
			}
		}
		catch (IOException ex) {
			// It has hung up, as it may.
		}
		return this;
	}

	/** All answers until the server hangs up. */
	String awaitEnd() throws IOException {
		return new String(this.socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
	}

	/** What comes until a text is there, or the end. */
	String awaitText(String end) throws IOException {
		InputStream input = this.socket.getInputStream();
		ByteArrayOutputStream answer = new ByteArrayOutputStream();
		int next = input.read();
		while (next >= 0) {
			answer.write(next);
			if (answer.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
				break;
			}
			next = input.read();
		}
		return answer.toString(StandardCharsets.ISO_8859_1);
	}

	static List<Integer> statuses(String answers) {
		List<Integer> statuses = new ArrayList<>();
		Matcher status = STATUS.matcher(answers);
		while (status.find()) {
			statuses.add(Integer.valueOf(status.group(1)));
		}
		return statuses;
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
