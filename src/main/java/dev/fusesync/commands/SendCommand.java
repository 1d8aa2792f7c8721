package dev.fusesync.commands;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
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

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

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
	public Integer call() throws InterruptedException {
		URI target = target();
		byte[] bytes = this.body.read();
		String signature = Body.sign(bytes, this.keys.current());
		HttpResponse<String> answer = post(target, bytes, signature);
		String id = answer.headers().firstValue("X-Webhook-Id").orElse(null);
		print(answer, id, this.body.curl(target.toString(), signature));
		return (answer.statusCode() / 100 == 2) ? 0 : 1;
	}

	private URI target() {
		LocalSettings settings = this.keys.settings();
		URI target = (this.url != null) ? this.url
				: URI.create("http://127.0.0.1:" + settings.get("server.port") + settings.get("fuse.webhook.path"));
		if (target.getHost() == null || !target.getScheme().matches("https?")) {
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

	private static HttpResponse<String> post(URI target, byte[] body, String signature) throws InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(target)
			.version(HttpClient.Version.HTTP_1_1)
			.timeout(TIMEOUT)
			.header("fuse-verification", signature)
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofByteArray(body))
			.build();
		try {
			return HttpClient.newBuilder()
				.connectTimeout(TIMEOUT)
				.build()
				.send(request, HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException ex) {
			throw CommandFailure.failed("No answer from " + target + " (" + ex.getClass().getSimpleName()
					+ "). Is fuse-sync running there?");
		}
	}

	private void print(HttpResponse<String> answer, String id, String curl) {
		PrintWriter out = this.spec.commandLine().getOut();
		if (this.json) {
			Map<String, Object> object = new LinkedHashMap<>();
			object.put("status", answer.statusCode());
			object.put("answer", answer.body());
			object.put("id", id);
			object.put("curl", curl);
			out.println(Explanation.json(object));
			return;
		}
		out.println("Answer  " + answer.statusCode() + " " + Shown.of(answer.body()));
		out.println("Id      " + Shown.of(id));
		out.println("Again   " + curl);
	}

}
