package dev.fusesync.management;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import dev.fusesync.FuseSyncApplication;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpHeaders;
import org.springframework.util.StringUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

/** Spring Boot's SSL bundles, on both ports and on one. */
class TlsTest {

	private static final String PASSWORD = "password";

	@TempDir
	Path directory;

	private Path keyStore;

	private HttpClient client;

	@BeforeEach
	void makeACertificate() throws Exception {
		this.keyStore = this.directory.resolve("localhost.p12");
		int made = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "localhost", "-keyalg", "RSA", "-dname", "CN=localhost", "-ext",
				"SAN=dns:localhost", "-keystore", this.keyStore.toString(), "-storetype", "PKCS12", "-storepass",
				PASSWORD)
			.inheritIO()
			.start()
			.waitFor();
		assertThat(made).isZero();
		this.client = HttpClient.newBuilder().sslContext(trusting(this.keyStore)).build();
	}

	@Test
	void bothPortsSpeakTls() throws Exception {
		try (ConfigurableApplicationContext program = start("--server.ssl.bundle=web",
				"--management.server.ssl.bundle=web")) {
			assertThat(webhook(program, "https").statusCode()).isEqualTo(200);
			HttpResponse<String> answer = actuator(program, "https");
			assertThat(answer.statusCode()).isEqualTo(200);
			assertThat(answer.headers().firstValue("strict-transport-security")).isPresent();
			assertThat(webhook(program, "http").statusCode()).isEqualTo(400);
			assertThat(actuator(program, "http").statusCode()).isEqualTo(400);
			assertThatIOException().isThrownBy(() -> HttpClient.newHttpClient()
				.send(HttpRequest.newBuilder(uri(program, "https", "local.management.port", "/actuator")).build(),
						BodyHandlers.discarding()));
		}
	}

	@Test
	void oneAloneDoesToo() throws Exception {
		try (ConfigurableApplicationContext program = start("--management.server.ssl.bundle=web")) {
			assertThat(webhook(program, "http").statusCode()).isEqualTo(200);
			assertThat(actuator(program, "https").statusCode()).isEqualTo(200);
		}
	}

	/** As proxies may speak it to the program; HTTP/2 has no header Connection. */
	@Test
	void answersOverHttp2Too() throws Exception {
		try (ConfigurableApplicationContext program = start("--server.ssl.bundle=web", "--server.http2.enabled=true")) {
			HttpResponse<String> accepted = webhook(program, "https");
			assertThat(accepted.version()).isEqualTo(HttpClient.Version.HTTP_2);
			assertThat(accepted.statusCode()).isEqualTo(200);
			HttpResponse<String> tooLarge = post(program, BodyPublishers.ofByteArray(new byte[3_000_000]), "none");
			assertThat(tooLarge.version()).isEqualTo(HttpClient.Version.HTTP_2);
			assertThat(tooLarge.statusCode()).isEqualTo(413);
			assertThat(tooLarge.headers().map()).doesNotContainKey("connection");
			assertThat(tooLarge.body()).contains("larger than");
			Webhooks webhook = Webhooks.ofType("other", Webhooks.newConnection());
			assertThat(post(program, BodyPublishers.fromPublisher(BodyPublishers.ofByteArray(webhook.body())),
					webhook.signature())
				.statusCode()).as("without a length").isEqualTo(200);
		}
	}

	private HttpResponse<String> post(ConfigurableApplicationContext program, HttpRequest.BodyPublisher body,
			String signature) throws Exception {
		return this.client.send(HttpRequest.newBuilder(uri(program, "https", "local.server.port", "/webhook"))
			.header("fuse-verification", signature)
			.POST(body)
			.build(), BodyHandlers.ofString());
	}

	private HttpResponse<String> webhook(ConfigurableApplicationContext program, String scheme) throws Exception {
		Webhooks webhook = Webhooks.ofType("other", Webhooks.newConnection());
		return this.client.send(HttpRequest.newBuilder(uri(program, scheme, "local.server.port", "/webhook"))
			.header("fuse-verification", webhook.signature())
			.POST(BodyPublishers.ofByteArray(webhook.body()))
			.build(), BodyHandlers.ofString());
	}

	private HttpResponse<String> actuator(ConfigurableApplicationContext program, String scheme) throws Exception {
		return this.client.send(HttpRequest.newBuilder(uri(program, scheme, "local.management.port", "/actuator"))
			.header("Authorization", "Basic " + HttpHeaders.encodeBasicAuth("user", PASSWORD, null))
			.build(), BodyHandlers.ofString());
	}

	private ConfigurableApplicationContext start(String... bundles) {
		String[] arguments = { "--server.port=0", "--management.server.port=0",
				"--spring.security.user.password=" + PASSWORD, "--FUSE_BASE_PATH=http://localhost:1",
				"--FUSE_API_KEY=" + Webhooks.API_KEY, "--FUSE_CLIENT_ID=test-client",
				"--fuse.store.directory=" + this.directory.resolve("data"),
				"--spring.ssl.bundle.jks.web.keystore.location=" + this.keyStore,
				"--spring.ssl.bundle.jks.web.keystore.password=" + PASSWORD };
		return new SpringApplicationBuilder(FuseSyncApplication.class)
			.run(StringUtils.concatenateStringArrays(arguments, bundles));
	}

	private static URI uri(ConfigurableApplicationContext program, String scheme, String port, String path) {
		return URI.create(scheme + "://localhost:" + program.getEnvironment().getProperty(port) + path);
	}

	private static SSLContext trusting(Path keyStore) throws GeneralSecurityException, IOException {
		KeyStore certificates = KeyStore.getInstance("PKCS12");
		try (InputStream file = Files.newInputStream(keyStore)) {
			certificates.load(file, PASSWORD.toCharArray());
		}
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(certificates);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trust.getTrustManagers(), null);
		return context;
	}

}
