package dev.fusesync.commands;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

import dev.fusesync.verification.diagnosis.Explanation;
import dev.fusesync.webhook.Shown;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "send", mixinStandardHelpOptions = true, description = {
		"Signs a body and posts it, and prints the answer, the webhook's id and a curl line that does the same.",
		"Exit code 0 if it is accepted, 1 if not." })
final class SendCommand implements Callable<Integer> {

	/** In ms. */
	private static final int TIMEOUT = 10_000;

	/** Of an answer, in bytes. */
	private static final int LARGEST = 65_536;

	@Mixin
	private Body body;

	@Mixin
	private Keys keys;

	@Option(names = "--url", paramLabel = "URL",
			description = "Where to. Default: this machine, port and path as in the settings.")
	private URI url;

	@Option(names = "--remote", description = "Allow a URL that is not of this machine.")
	private boolean remote;

	@Option(names = "--json", description = "Print one JSON object.")
	private boolean json;

	@Spec
	private CommandSpec spec;

	@Override
	public Integer call() {
		URI target = target();
		byte[] bytes = this.body.read();
		String signature = Body.sign(bytes, this.keys.current());
		Answer answer = post(target, this.remote, bytes, signature);
		print(answer, this.body.curl(target.toString(), signature));
		return (answer.status() / 100 == 2) ? 0 : 1;
	}

	private URI target() {
		LocalSettings settings = this.keys.settings();
		URI target = (this.url != null) ? this.url
				: URI.create("http://127.0.0.1:" + settings.get("server.port") + settings.get("fuse.webhook.path"));
		if (target.getHost() == null || !String.valueOf(target.getScheme()).matches("https?")) {
			throw CommandFailure.usage("The URL is not one such as http://127.0.0.1:8080/webhook.");
		}
		if (!this.remote && !isThisMachine(target.getHost())) {
			throw CommandFailure
				.usage("The URL is not of this machine. If the webhook is meant to go there, add --remote.");
		}
		return target;
	}

	private static boolean isThisMachine(String host) {
		try {
			return Stream.of(InetAddress.getAllByName(host)).allMatch(InetAddress::isLoopbackAddress);
		}
		catch (UnknownHostException ex) {
			return false;
		}
	}

	/** Not with HttpClient, which loads TLS also where there is none. */
	private static Answer post(URI target, boolean remote, byte[] body, String signature) {
		try {
			HttpURLConnection connection = (HttpURLConnection) (remote ? target.toURL().openConnection()
					: target.toURL().openConnection(Proxy.NO_PROXY));
			connection.setInstanceFollowRedirects(false);
			connection.setConnectTimeout(TIMEOUT);
			connection.setReadTimeout(TIMEOUT);
			connection.setDoOutput(true);
			// Also keeps the JDK from posting it again if the connection breaks.
			connection.setFixedLengthStreamingMode(body.length);
			connection.setRequestProperty("fuse-verification", signature);
			connection.setRequestProperty("Content-Type", "application/json");
			connection.getOutputStream().write(body);
			int status = connection.getResponseCode();
			InputStream answer = (status >= 400) ? connection.getErrorStream() : connection.getInputStream();
			return new Answer(status,
					(answer != null) ? new String(answer.readNBytes(LARGEST), StandardCharsets.UTF_8) : "",
					connection.getHeaderField("X-Webhook-Id"));
		}
		catch (IOException ex) {
			throw CommandFailure.failed("No answer from " + target + " (" + ex.getClass().getSimpleName()
					+ "). Is fuse-sync running there?");
		}
	}

	private record Answer(int status, String text, String id) {
	}

	private void print(Answer answer, String curl) {
		PrintWriter out = this.spec.commandLine().getOut();
		if (this.json) {
			Map<String, Object> object = new LinkedHashMap<>();
			object.put("status", answer.status());
			object.put("answer", answer.text());
			object.put("id", answer.id());
			object.put("curl", curl);
			out.println(Explanation.json(object));
			return;
		}
		out.println("Answer  " + answer.status() + " " + Shown.of(answer.text()));
		out.println("Id      " + Shown.of(answer.id()));
		out.println("Again   " + curl);
	}

}
