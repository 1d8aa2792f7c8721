package dev.fusesync.sync.client;

import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

import com.github.tomakehurst.wiremock.WireMockServer;
import dev.fusesync.secrets.Secret;
import dev.fusesync.store.Buckets;
import dev.fusesync.store.Store;
import dev.fusesync.sync.SyncSettings;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.camel.component.http.springboot.HttpComponentAutoConfiguration;
import org.apache.camel.component.http.springboot.HttpComponentConverter;
import org.apache.camel.component.http.springboot.HttpComponentSslBundleAutoConfiguration;
import org.apache.camel.component.http.springboot.HttpComponentTimeoutConverter;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.Mockito;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.ok;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Whom a call over TLS trusts, and how it goes through a proxy: the shipped settings. */
@ExtendWith(OutputCaptureExtension.class)
class EgressTlsTest {

	private static final String PASSWORD = "password";

	@TempDir
	static Path directory;

	private static WireMockServer fuse;

	private final ApplicationContextRunner program = new ApplicationContextRunner()
		.withInitializer(new ConfigDataApplicationContextInitializer())
		.withConfiguration(AutoConfigurations.of(CamelAutoConfiguration.class, HttpComponentConverter.class,
				HttpComponentTimeoutConverter.class, HttpComponentAutoConfiguration.class,
				HttpComponentSslBundleAutoConfiguration.class))
		.withUserConfiguration(SslAutoConfiguration.class)
		.withPropertyValues("camel.main.routes-include-pattern=file:routes/none*.yaml")
		.withBean("outboundCalls", HttpClientConfigurer.class,
				() -> new OutboundCalls(new CallTimeLimit(settings(), store()), new ResponseLimit(),
						new TraceContext(settings())));

	/** The store of a single instance. */
	private static Store store() {
		Store store = Mockito.mock(Store.class);
		Mockito.when(store.buckets()).thenReturn(Buckets.ALL);
		return store;
	}

	@BeforeAll
	static void startFuse() throws Exception {
		certificate("fuse");
		certificate("somebody-else");
		fuse = new WireMockServer(options().dynamicPort()
			.dynamicHttpsPort()
			.keystorePath(directory.resolve("fuse.p12").toString())
			.keystoreType("PKCS12")
			.keystorePassword(PASSWORD)
			.keyManagerPassword(PASSWORD));
		fuse.start();
		fuse.stubFor(any(anyUrl()).willReturn(ok("synced")));
	}

	@AfterAll
	static void stopFuse() {
		fuse.stop();
	}

	@BeforeEach
	void forget() {
		fuse.resetRequests();
	}

	@Test
	void trustsAnAuthorityOfTheGivenBundle() {
		assertThat(call(trusting("fuse"), "https://localhost:" + fuse.httpsPort())).isEqualTo("synced");
	}

	@Test
	void refusesAnUnknownAuthority() {
		assertRefused(this.program, "https://localhost:" + fuse.httpsPort(), "PKIX path building failed");
	}

	@Test
	void refusesAnAuthorityThatTheBundleDoesNotHold() {
		assertRefused(trusting("somebody-else"), "https://localhost:" + fuse.httpsPort(), "PKIX path");
	}

	@Test
	void refusesACertificateOfAnotherHost() {
		assertRefused(trusting("fuse"), "https://127.0.0.1:" + fuse.httpsPort(), "doesn't match");
	}

	@Test
	void refusesABundleThatDoesNotExist() {
		this.program.withPropertyValues("camel.component.http.ssl-bundle=missing")
			.run((context) -> assertThat(context).getFailure().rootCause().hasMessageContaining("missing"));
	}

	@Test
	void goesThroughTheProxyThatSeesNothingOfTheCall() throws IOException {
		try (ConnectProxy proxy = new ConnectProxy(fuse.httpsPort(), false)) {
			assertThat(call(through(trusting("fuse"), proxy), "https://localhost:1")).isEqualTo("synced");
			assertThat(proxy.heads).singleElement()
				.asString()
				.startsWith("CONNECT localhost:1 HTTP/1.1\r\n")
				.doesNotContain("never-show-this");
		}
	}

	@Test
	void aProxyThatLeadsElsewhereIsRefused() throws IOException {
		try (ConnectProxy proxy = new ConnectProxy(fuse.httpsPort(), false)) {
			assertRefused(through(trusting("fuse"), proxy), "https://api.letsfuse.com", "doesn't match");
		}
	}

	@Test
	void logsInAtTheProxyAndNowhereElse(CapturedOutput output) throws IOException {
		try (ConnectProxy proxy = new ConnectProxy(fuse.httpsPort(), true)) {
			assertThat(call(
					through(trusting("fuse"), proxy).withPropertyValues("camel.component.http.proxy-auth-username=us",
							"camel.component.http.proxy-auth-password=never-show-this-password"),
					"https://localhost:1"))
				.isEqualTo("synced");
			assertThat(proxy.heads).last().asString().contains("Proxy-Authorization: Basic ");
			assertThat(fuse.getAllServeEvents()).singleElement()
				.satisfies((event) -> assertThat(event.getRequest().containsHeader("Proxy-Authorization")).isFalse());
			assertThat(output).doesNotContain("never-show-this-password");
		}
	}

	@ParameterizedTest
	@CsvSource({ "400, Bad Request", "403, Forbidden", "407, Proxy Authentication Required", "502, Bad Gateway" })
	void aProxyThatRefusesTheTunnelIsNoAnswerOfFuse(String status, String reason) throws IOException {
		try (ConnectProxy proxy = new ConnectProxy(fuse.httpsPort(), status + " " + reason)) {
			assertThatThrownBy(() -> call(through(trusting("fuse"), proxy), "https://localhost:1"))
				.hasRootCauseInstanceOf(ConnectException.class)
				.rootCause()
				.hasMessage("the proxy localhost:" + proxy.port() + " answered " + status + " to CONNECT");
			assertThat(fuse.getAllServeEvents()).isEmpty();
		}
	}

	private static void assertRefused(ApplicationContextRunner program, String host, String why) {
		assertThatThrownBy(() -> call(program, host)).hasStackTraceContaining(why);
		assertThat(fuse.getAllServeEvents()).isEmpty();
	}

	private ApplicationContextRunner trusting(String name) {
		return this.program.withPropertyValues("camel.component.http.ssl-bundle=fuse",
				"spring.ssl.bundle.jks.fuse.truststore.location=" + directory.resolve(name + ".p12"),
				"spring.ssl.bundle.jks.fuse.truststore.password=" + PASSWORD);
	}

	private static ApplicationContextRunner through(ApplicationContextRunner program, ConnectProxy proxy) {
		return program.withPropertyValues("camel.component.http.proxy-host=localhost",
				"camel.component.http.proxy-port=" + proxy.port());
	}

	private static String call(ApplicationContextRunner program, String host) {
		StringBuilder answer = new StringBuilder();
		program.run((context) -> answer.append(context.getBean(ProducerTemplate.class)
			.requestBodyAndHeader("http:" + host + "/sync", "{}", "plaid-secret", "never-show-this", String.class)));
		return answer.toString();
	}

	private static SyncSettings settings() {
		return new SyncSettings("https://localhost", 1, 0.0, true, Duration.ofSeconds(40), false,
				Map.of("fuse-api-key", Secret.valueOf("key"), "fuse-client-id", Secret.valueOf("client")), Map.of());
	}

	private static void certificate(String name) throws IOException, InterruptedException {
		int made = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", name, "-keyalg", "RSA", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost",
				"-keystore", directory.resolve(name + ".p12").toString(), "-storetype", "PKCS12", "-storepass",
				PASSWORD)
			.inheritIO()
			.start()
			.waitFor();
		assertThat(made).isZero();
	}

}
