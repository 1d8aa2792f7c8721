package dev.fusesync.packaged;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The commands of the packaged program, as a person or a script calls them. */
class CommandsIT {

	private static final String CURRENT = "never-show-this-key";

	private static final String PREVIOUS = "never-show-this-key-before";

	private static final Webhooks WEBHOOK = Webhooks.syncData("a connection with é and €").signedWith(CURRENT);

	@TempDir
	Path directory;

	private final Map<String, String> environment = new HashMap<>(Map.of("FUSE_API_KEY", CURRENT));

	private final List<String> options = new ArrayList<>();

	private Path body;

	@BeforeEach
	void writeBody() throws IOException {
		this.body = Files.write(this.directory.resolve("a webhook's body.json"), WEBHOOK.body());
	}

	@Test
	void signsAFileAndStandardInputByteForByte() throws Exception {
		assertThat(run("", "sign", this.body.toString()).out).isEqualTo(WEBHOOK.signature() + "\n");
		assertThat(call(WEBHOOK.body(), "sign").out).isEqualTo(WEBHOOK.signature() + "\n");
		assertThat(call(WEBHOOK.body(), "sign", "-").code).isZero();
		assertThat(run("\ufeff{}", "sign").code).isEqualTo(1);
		assertThat(run("{\"__proto__\":1}", "sign")).satisfies((result) -> {
			assertThat(result.code).isEqualTo(1);
			assertThat(result.err).hasLineCount(1);
		});
		assertThat(run("{}", "sign", "nowhere.json").code).isEqualTo(2);
	}

	@Test
	void verifies() throws Exception {
		assertThat(call(WEBHOOK.body(), "verify", "--signature", WEBHOOK.signature()).code).isZero();
		assertThat(call(WEBHOOK.body(), "verify", "--signature", "other").code).isEqualTo(1);
		assertThat(call(WEBHOOK.body(), "verify").code).isEqualTo(2);
	}

	@Test
	void explains() throws Exception {
		this.environment.put("PLAID_SECRET", "never-show-this-either");
		Result result = call(WEBHOOK.body(), "explain", "-s", WEBHOOK.signature().substring(0, 40));
		assertThat(result.code).isEqualTo(1);
		assertThat(result.out)
			.contains("403: refused", "[signature-truncated]", "a connection with é and €", "inbox",
					"plaid-secret: ******")
			.doesNotContain(WEBHOOK.signature());
		JsonNode answer = new ObjectMapper()
			.readTree(call(WEBHOOK.body(), "explain", "-s", "x", "--json", "--sign").out);
		assertThat(answer.path("signature").asText()).isEqualTo(WEBHOOK.signature());
		assertThat(answer.path("causes").get(0).path("code").asText()).isEqualTo("signature-form");
	}

	/** A body may hold what would clear the screen or write other lines. */
	@Test
	void leavesTheTerminalAlone() throws Exception {
		String forged = "{\"type\":\"\\u001b[2J\\u009b2K\\u202e\\nAnswer 200\"}";
		assertThat(run(forged, "explain", "-s", "x").out).doesNotContain("\u001b", "\u009b", "\u202e", "\nAnswer 200")
			.contains("\\u001b[2J");
		assertThat(run(forged, "explain", "-s", "x", "--json").out.strip()).matches("\\p{ASCII}+");
	}

	/** Whoever may post such a body may not end the program by it. */
	@Test
	void explainsALargeBodyInLittleMemory() throws Exception {
		this.options.add("-Xmx64m");
		String fields = IntStream.range(0, 12_000).mapToObj((i) -> "\"f" + i + "\":1").collect(Collectors.joining(","));
		for (String large : List.of("{" + fields + "}", "{\"a\":\"" + "x".repeat(1_900_000) + "\"}")) {
			assertThat(run(large, "explain", "-s", WEBHOOK.signature())).satisfies((result) -> {
				assertThat(result.err).isEmpty();
				assertThat(result.out).contains("403: refused", "cannot tell");
			});
		}
	}

	@Test
	void takesNoKeyForAcceptedBecauseOfItsName() throws Exception {
		Files.writeString(this.directory.resolve("previous"), PREVIOUS);
		Result result = call(WEBHOOK.body(), "explain", "--other-key-file", "previous", "-s",
				WEBHOOK.signedWith(PREVIOUS).signature());
		assertThat(result.out).contains("403: refused", "[key-other]");
	}

	@Test
	void findsTheKeyWhereTheProgramDoes() throws Exception {
		this.environment.clear();
		assertThat(run("{}", "sign")).satisfies((result) -> {
			assertThat(result.code).isEqualTo(2);
			assertThat(result.err).contains("Set FUSE_API_KEY");
			assertThat(result.out).isEmpty();
		});
		Path key = Files.writeString(this.directory.resolve("key"), CURRENT + "\n");
		assertThat(call(WEBHOOK.body(), "sign", "--key-file", key.toString()).out).contains(WEBHOOK.signature());
		this.environment.put("FUSE_API_KEY", "file:" + key);
		assertThat(call(WEBHOOK.body(), "sign").out).contains(WEBHOOK.signature());
		this.environment.clear();
		Path settings = this.directory.resolve("application.properties");
		Files.writeString(settings, "fuse.sync.credentials.fuse-api-key=${MY_KEY:file:" + key + "}\n");
		assertThat(call(WEBHOOK.body(), "sign").out).contains(WEBHOOK.signature());
		Files.writeString(Files.createDirectory(this.directory.resolve("mounted")).resolve("MY_KEY"), PREVIOUS);
		this.environment.put("FUSE_SECRETS_DIRECTORY", this.directory.resolve("mounted").toString());
		this.environment.put("FUSE_API_KEY_PREVIOUS", CURRENT);
		assertThat(call(WEBHOOK.body(), "explain", "-s", WEBHOOK.signature()).out).contains("the previous key");
		assertThat(run("{}", "sign", "--sandbox").out)
			.isEqualTo(Webhooks.signed("{}").signedWith("sandbox-api-key").signature() + "\n");
	}

	@Test
	void sendsToThisMachineUnlessAskedFor() throws Exception {
		HttpServer receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		CompletableFuture<Webhooks> received = new CompletableFuture<>();
		receiver.createContext("/webhook", (exchange) -> {
			received.complete(new Webhooks(exchange.getRequestBody().readAllBytes(),
					exchange.getRequestHeaders().getFirst("fuse-verification")));
			exchange.getResponseHeaders().add("X-Webhook-Id", "the-id");
			exchange.sendResponseHeaders(200, 2);
			exchange.getResponseBody().write("{}".getBytes(StandardCharsets.UTF_8));
			exchange.close();
		});
		receiver.start();
		try {
			String url = "http://localhost:" + receiver.getAddress().getPort() + "/webhook";
			assertThat(run("", "send", this.body.toString(), "--url", url)).satisfies((result) -> {
				assertThat(result.code).as(result.err).isZero();
				assertThat(result.out).contains("200 {}", "the-id", "curl -i '" + url, WEBHOOK.signature(),
						"--data-binary '@" + this.body.toString().replace("'", "'\\''") + "'");
			});
			assertThat(received.join().body()).isEqualTo(WEBHOOK.body());
			assertThat(received.join().signature()).isEqualTo(WEBHOOK.signature());
			assertThat(run("{}", "send", "--url", url.replace("/webhook", "/elsewhere")).code).isEqualTo(1);
		}
		finally {
			receiver.stop(0);
		}
		assertThat(run("{}", "send", "--url", "http://192.0.2.1/webhook").code).isEqualTo(2);
		assertThat(run("{}", "send", "--url", "nowhere").code).isEqualTo(2);
		this.environment.put("SERVER_PORT", String.valueOf(PackagedProgram.freePort()));
		assertThat(run("{}", "send")).satisfies((result) -> {
			assertThat(result.code).isEqualTo(1);
			assertThat(result.err).contains("No answer from http://127.0.0.1:" + this.environment.get("SERVER_PORT"));
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "th-TH", "ar-EG", "tr-TR", "C" })
	void writesAndReadsUtf8InEveryLocale(String locale) throws Exception {
		this.environment.put("LC_ALL", "C");
		this.options.add("-Duser.language=" + locale.split("-")[0]);
		this.options.add("-Dfile.encoding=ISO-8859-1");
		assertThat(call(WEBHOOK.body(), "sign").out).isEqualTo(WEBHOOK.signature() + "\n");
		assertThat(call(WEBHOOK.body(), "explain", "-s", hex(WEBHOOK.signature())).out)
			.contains("a connection with é and €", "[signature-hex]");
	}

	@Test
	void helps() throws Exception {
		assertThat(run("", "help").out).contains("sign", "verify", "explain", "send", "Exit codes");
		assertThat(run("", "--version").out).startsWith("fuse-sync ");
		assertThat(run("", "help", "explain").out).contains("--signature", "--other-key-file");
		assertThat(run("", "--spring.profiles.active=prod", "check")).satisfies((result) -> {
			assertThat(result.code).isEqualTo(2);
			assertThat(result.err).contains("The command comes first");
		});
		assertThat(run("", "sing")).satisfies((result) -> {
			assertThat(result.code).isEqualTo(2);
			assertThat(result.err).contains("fuse-sync sign");
		});
	}

	/** They are to be there at once, which these would take a second from. */
	@Test
	void loadNeitherSpringNorCamelNorLogging() throws Exception {
		this.options.add("-Xlog:class+load:file=" + this.directory.resolve("classes"));
		for (String[] command : List.of(new String[] { "help" }, new String[] { "explain", "-s", "x" },
				new String[] { "send", "--url", "http://127.0.0.1:1/" })) {
			call(WEBHOOK.body(), command);
			try (Stream<String> classes = Files.lines(this.directory.resolve("classes"))) {
				List<String> loaded = classes.map((line) -> line.replaceFirst("^(\\[.*?])* *", "").split(" ")[0])
					.toList();
				assertThat(loaded).contains("dev.fusesync.commands.Commands")
					.noneMatch((name) -> name.matches("org\\.springframework\\.(?!boot\\.loader\\.).*")
							|| name.matches("(org\\.apache\\.camel|org\\.slf4j|ch\\.qos\\.logback)\\..*"));
			}
		}
	}

	private static String hex(String signature) {
		return HexFormat.of().formatHex(Base64.getDecoder().decode(signature));
	}

	private Result run(String input, String... arguments) throws Exception {
		return call(input.getBytes(StandardCharsets.UTF_8), arguments);
	}

	/** Whatever it prints is in UTF-8 and has no key. */
	private Result call(byte[] input, String... arguments) throws Exception {
		List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
		command.addAll(this.options);
		command.addAll(List.of("-jar", Path.of("target/fuse-sync.jar").toAbsolutePath().toString()));
		command.addAll(List.of(arguments));
		Path out = this.directory.resolve("out");
		Path err = this.directory.resolve("err");
		ProcessBuilder builder = new ProcessBuilder(command).directory(this.directory.toFile())
			.redirectOutput(out.toFile())
			.redirectError(err.toFile());
		builder.environment().keySet().removeIf((name) -> name.matches("(FUSE|PLAID|TELLER|MX|SERVER|SPRING)_.*"));
		builder.environment().putAll(this.environment);
		Process process = builder.start();
		try (OutputStream stdin = process.getOutputStream()) {
			stdin.write(input);
		}
		catch (IOException ex) {
			// It ended without reading.
		}
		Result result = new Result(process.waitFor(), Files.readString(out), Files.readString(err));
		assertThat(result.out + result.err).doesNotContain("never-show-this");
		return result;
	}

	private record Result(int code, String out, String err) {
	}

}
