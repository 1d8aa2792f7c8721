package dev.fusesync.http.body;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.AfterEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.web.embedded.tomcat.TomcatWebServer;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Requests byte by byte, and what holds after each: the next good webhook is served. */
abstract class RawRequests extends ShippedRoutes {

	@Autowired
	BodyFilter bodies;

	@Autowired
	ServletWebServerApplicationContext server;

	final String connection = Webhooks.newConnection();

	final Webhooks webhook = Webhooks.syncData(this.connection);

	@AfterEach
	void servesTheNextGoodWebhook() {
		Webhooks next = Webhooks.syncData(Webhooks.newConnection());
		assertThat(send(next).statusCode()).isEqualTo(200);
		await().pollDelay(Duration.ZERO).until(() -> this.bodies.memoryLeft() == 48 * 1024 * 1024);
		// Or a stop of the program would wait for it.
		await().pollDelay(Duration.ZERO).until(() -> tomcatsContext().getInProgressAsyncCount() == 0);
	}

	private StandardContext tomcatsContext() {
		Tomcat tomcat = ((TomcatWebServer) this.server.getWebServer()).getTomcat();
		return (StandardContext) tomcat.getHost().findChildren()[0];
	}

	String filled(String template) {
		String body = new String(this.webhook.body(), StandardCharsets.ISO_8859_1);
		String hex = Integer.toHexString(body.length());
		return template.replace("{n}", String.valueOf(body.length()))
			.replace("{hex}", hex)
			.replace("{chunks}", hex + "\r\n" + body + "\r\n0\r\n\r\n")
			.replace("{body}", body);
	}

	String head(String line, String headers) {
		return line + "\r\nHost: x\r\nfuse-verification: " + this.webhook.signature() + "\r\n" + headers + "\r\n";
	}

}
