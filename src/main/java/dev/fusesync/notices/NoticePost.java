package dev.fusesync.notices;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.http.base.HttpOperationFailedException;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Posts the body of the message to the address {@code fuse.notices.url}, as
 * <code>{"text": ...}</code>; does nothing if there is none. In the text, {@code &},
 * {@code <} and {@code >} are escaped. The address is a secret, so it is no endpoint of
 * Camel, which would show it in JMX and in dumps of routes. It is read for each notice.
 * Ends after 10 s, follows no redirect, and fails unless the answer is 2xx.
 */
@Component
class NoticePost implements Processor {

	private static final Duration TIMEOUT = Duration.ofSeconds(10);

	private final NoticeSettings settings;

	private final String proxyHost;

	private final int proxyPort;

	/** Made for the first notice. */
	private HttpClient client;

	NoticePost(NoticeSettings settings, @Value("${camel.component.http.proxy-host:}") String proxyHost,
			@Value("${camel.component.http.proxy-port:0}") int proxyPort) {
		this.settings = settings;
		this.proxyHost = proxyHost;
		this.proxyPort = proxyPort;
	}

	@Override
	public void process(Exchange exchange) throws Exception {
		if (this.settings.url().isSet()) {
			String text = exchange.getMessage().getBody(String.class);
			int status = post(address(), JsonNodeFactory.instance.objectNode().put("text", escaped(text)).toString());
			if (status / 100 != 2) {
				throw new HttpOperationFailedException("", status, "", null, Map.of(), "");
			}
		}
	}

	/** As Slack wants it: otherwise {@code <!channel>} in a text would ring all. */
	private static String escaped(String text) {
		return (text == null) ? "" : text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
	}

	/** No exception may have the address in it. */
	private URI address() throws IOException {
		try {
			URI address = URI.create(this.settings.url().text());
			if (List.of("https", "http").contains(String.valueOf(address.getScheme())) && address.getHost() != null) {
				return address;
			}
		}
		catch (IllegalArgumentException ex) {
			// As one that is no address of the web.
		}
		catch (RuntimeException ex) {
			throw new IOException("fuse.notices.url cannot be read");
		}
		throw new IOException("fuse.notices.url is no address of the web");
	}

	private int post(URI address, String json) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(address)
			.timeout(TIMEOUT)
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(json))
			.build();
		CompletableFuture<HttpResponse<Void>> answer = client().sendAsync(request, BodyHandlers.discarding());
		try {
			return answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).statusCode();
		}
		catch (TimeoutException ex) {
			throw new IOException("no answer within " + TIMEOUT.toSeconds() + " s");
		}
		catch (ExecutionException ex) {
			throw new IOException(ex.getCause().getClass().getSimpleName());
		}
		finally {
			answer.cancel(true);
		}
	}

	private synchronized HttpClient client() {
		if (this.client == null) {
			HttpClient.Builder builder = HttpClient.newBuilder()
				.version(HttpClient.Version.HTTP_1_1)
				.connectTimeout(TIMEOUT)
				.followRedirects(HttpClient.Redirect.NEVER);
			if (!this.proxyHost.isBlank()) {
				builder.proxy(ProxySelector.of(InetSocketAddress.createUnresolved(this.proxyHost, this.proxyPort)));
			}
			this.client = builder.build();
		}
		return this.client;
	}

}
