package dev.fusesync.packaged.page;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.page.Browser;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What the person on call sees and does on the page, with a real browser. */
@Tag("drill")
class OperatorsPageIT {

	private static final String PASSWORD = "page-password";

	private static final Duration START = Duration.ofMinutes(2);

	private final int management = PackagedProgram.freePort();

	private final Map<String, String> environment = new HashMap<>();

	@TempDir
	private Path directory;

	private Browser browser;

	private FuseStandIn fuse;

	private PackagedProgram program;

	@BeforeEach
	void start() throws Exception {
		this.browser = Browser.open();
		this.fuse = new FuseStandIn();
		this.environment.put("FUSE_BASE_PATH", this.fuse.basePath());
		this.environment.put("FUSE_API_KEY", Webhooks.API_KEY);
		this.environment.put("FUSE_CLIENT_ID", "test-client");
		this.environment.put("SPRING_SECURITY_USER_PASSWORD", PASSWORD);
		this.environment.put("FUSE_RETRY_DELAYS", "1h");
		this.environment.put("MANAGEMENT_SERVER_PORT", String.valueOf(this.management));
		this.program = new PackagedProgram(this.directory, this.environment);
		this.program.start();
		await().atMost(START).until(() -> this.program.accepts(Webhooks.syncData("first")));
	}

	@AfterEach
	void close() throws Exception {
		if (this.program != null) {
			this.program.close();
			this.fuse.close();
		}
		this.browser.close();
	}

	@Test
	void asksForTheLogin() {
		assertThat(this.browser.go("http://user:wrong@localhost:" + this.management + "/").status()).isEqualTo(401);
		assertThat(logIn(this.browser).status()).isEqualTo(200);
		assertThat(this.browser.text()).contains("All well", "Webhooks are received and synced.");
	}

	/** From the alert in four clicks. */
	@Test
	void discardsAPoisonedWebhook() throws Exception {
		this.fuse.answer = (connection) -> connection.equals("poisoned") ? 422 : 200;
		this.program.send(Webhooks.syncData("poisoned"));
		awaitOutput("of connection poisoned");
		logIn(this.browser).press("Dead letters").press("Fuse answered 422.");
		assertThat(this.browser.text()).contains("poisoned", "Ask Fuse's support", "\"remote_data\" : \"***\"");
		this.browser.press("Discard");
		await().until(() -> this.browser.text().contains("The body is deleted for ever"));
		this.browser.type("reason", "Sent by mistake").press("Discard this dead letter");
		await().until(() -> this.browser.text().contains("The dead letter is discarded and its body deleted."));
		assertThat(this.browser.text()).contains("No dead letters");
		awaitOutput("Sent by mistake (by user)");
		assertThat(this.browser.complaints()).isEmpty();
	}

	@Test
	void replaysAllOfACauseAndShowsHowFarItIs() throws Exception {
		this.fuse.answer = (connection) -> connection.startsWith("refused") ? 422 : 200;
		for (int i = 0; i < 3; i++) {
			this.program.send(Webhooks.syncData("refused-" + i));
		}
		for (int i = 0; i < 3; i++) {
			awaitOutput("of connection refused-" + i);
		}
		this.fuse.answer = (connection) -> 200;
		logIn(this.browser).go(uri("dead-letters")).press("Fuse answered 422.").press("Replay 3 dead letters");
		await().until(() -> this.browser.text().contains("Replay 3 dead letters?"));
		this.browser.run("document.querySelector('#dialog form').requestSubmit()");
		await().until(() -> this.browser.text().contains("3 of 3"));
		await().until(() -> this.browser.text().contains("done"));
		await().until(() -> this.fuse.synced.size() >= 4);
	}

	@Test
	void retriesWhatWaitsForAnHour() throws Exception {
		this.fuse.answer = (connection) -> connection.equals("waits") ? 500 : 200;
		Webhooks waiting = Webhooks.syncData("waits");
		this.program.send(waiting);
		awaitOutput("the next one is in");
		this.fuse.answer = (connection) -> 200;
		logIn(this.browser).go(uri("waiting?connection=waits"));
		assertThat(this.browser.text()).contains("Fuse answered 500", "attempt 2", "in ");
		this.browser.press("Retry now of waits");
		await().until(() -> this.browser.text().contains("The next attempt is made now"));
		this.browser.type("reason", "It is mended").press("Retry this waiting webhook now");
		await().until(() -> this.browser.text().contains("The webhook is due now."));
		await().until(() -> this.fuse.synced.containsKey(FuseStandIn.sha256(waiting.body())));
	}

	@Test
	void findsAConnectionAndErasesIt() throws Exception {
		this.program.send(Webhooks.syncData("customer-4711"));
		await().until(() -> this.fuse.order.containsKey("customer-4711"));
		logIn(this.browser).press("Connections").type("id", " customer-4711 ").press("Show");
		await().until(() -> this.browser.text().contains("Timeline"));
		this.browser.press("Erase");
		await().until(() -> this.browser.text().contains("What is deleted cannot be brought back"));
		this.browser.type("reason", "She asked for it").type("typed", "4711").press("Erase the connection");
		await().until(() -> this.browser.text().contains("The connection is erased."));
		assertThat(this.browser.go(uri("connection?id=customer-4711")).status()).isEqualTo(404);
		awaitOutput("Erased connection customer-4711");
	}

	@Test
	void saysThatAnotherPersonWasFaster() throws Exception {
		this.fuse.answer = (connection) -> connection.equals("wanted") ? 422 : 200;
		this.program.send(Webhooks.syncData("wanted"));
		awaitOutput("of connection wanted");
		this.fuse.answer = (connection) -> 200;
		try (Browser other = Browser.open()) {
			for (Browser one : List.of(this.browser, other)) {
				logIn(one).go(uri("dead-letters?connection=wanted")).press("Fuse answered 422.").press("Replay");
				await().until(() -> one.text().contains("gets all its attempts again"));
			}
			this.browser.press("Replay this dead letter");
			await().until(() -> this.browser.text().contains("The dead letter is replayed"));
			other.press("Replay this dead letter");
			await().until(() -> other.text().contains("There is no such dead letter"));
		}
	}

	@Test
	void staysOpenThroughARestart() throws Exception {
		this.fuse.answer = (connection) -> connection.equals("lasting") ? 422 : 200;
		this.program.send(Webhooks.syncData("lasting"));
		awaitOutput("of connection lasting");
		this.fuse.answer = (connection) -> 200;
		logIn(this.browser).go(uri("dead-letters"));
		try (Browser form = Browser.open()) {
			logIn(form).go(uri("decide?action=replay&connection=lasting"));
			form.type("reason", "As was said");
			restart(PASSWORD, () -> await().until(() -> this.browser.text().contains("Not refreshed since")
					&& this.browser.text().contains("does not answer")));
			await().until(() -> !this.browser.text().contains("Not refreshed since"));
			form.press("Replay 1 dead letter");
			await().until(() -> form.text().contains("nothing was done. Press once more."));
			assertThat(form.run("return document.querySelector('input[name=reason]').value")).isEqualTo("As was said");
			form.press("Replay 1 dead letter");
			await().until(() -> form.text().contains("Decisions"));
		}
		restart("another-password", () -> {
		});
		await().until(() -> this.browser.text().contains("the login is no longer accepted"));
	}

	@Test
	void showsWhatASenderWroteAsText() throws Exception {
		String hostile = "<img src=x onerror=window.xss=1>";
		this.program.send(Webhooks.ofType(hostile, hostile));
		this.fuse.answer = (connection) -> connection.contains("script") ? 422 : 200;
		this.program.send(Webhooks.syncData("</script><script>window.xss=1</script>"));
		awaitOutput("Dead-lettered");
		logIn(this.browser);
		for (String path : List.of("", "dead-letters", "dead-letters?view=list", "waiting", "connections",
				"decisions")) {
			this.browser.go(uri(path));
			assertThat(this.browser.run("return window.xss === undefined")).as(path).isEqualTo(true);
			assertThat(this.browser.complaints()).as(path).isEmpty();
		}
		assertThat(this.browser.run("return localStorage.length")).isEqualTo(0L);
		assertThat(this.browser.run("return Object.keys(sessionStorage).join()")).as("where the page is, of this tab")
			.isIn("", "htmx-current-path-for-history");
	}

	private void restart(String password, Runnable whileItIsDown) throws Exception {
		this.program.stop();
		this.program.awaitExit();
		whileItIsDown.run();
		this.environment.put("SPRING_SECURITY_USER_PASSWORD", password);
		this.program.start();
		await().atMost(START).until(() -> this.program.accepts(Webhooks.syncData("again")));
	}

	private Browser logIn(Browser one) {
		return one.go("http://user:" + PASSWORD + "@localhost:" + this.management + "/");
	}

	private String uri(String path) {
		return "http://localhost:" + this.management + "/" + path;
	}

	private void awaitOutput(String text) {
		await().until(() -> this.program.output().contains(text));
	}

}
