package dev.fusesync.packaged.hawtio;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import dev.fusesync.packaged.FuseStandIn;
import dev.fusesync.packaged.InstalledProgram;
import dev.fusesync.packaged.PackagedProgram;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What the person on call sees and does in Hawtio, with a real browser. */
@Tag("drill")
class BrowserIT {

	private static final String HAWTIO = "/actuator/hawtio";

	private static final String PASSWORD = "browser-password";

	private static final String[] ROUTES = { "org.apache.camel-CamelContexts-fuse-sync", "routes" };

	@TempDir
	private Path directory;

	@BeforeEach
	void findBrowser() {
		assumeTrue(InstalledProgram.find("chromium").isPresent() && InstalledProgram.find("chromedriver").isPresent(),
				"Hawtio is not looked at: install the Debian packages chromium and chromium-driver");
	}

	@Test
	void showsAndSteersWhatHappens() throws Exception {
		int management = PackagedProgram.freePort();
		try (FuseStandIn fuse = new FuseStandIn();
				PackagedProgram program = new PackagedProgram(this.directory, environment(fuse, management))) {
			program.start();
			await().atMost(Duration.ofMinutes(2)).until(() -> program.accepts(Webhooks.syncData("first")));
			try (HawtioPage page = HawtioPage.open(String.valueOf(management))) {
				assertThat(page.logIn("wrong-password").go(HAWTIO).status()).isEqualTo(401);
			}
			try (HawtioPage page = HawtioPage.open(String.valueOf(management))) {
				page.logIn(PASSWORD).go(HAWTIO + "/camel");
				try {
					seesRoutesWork(page, program);
					pausesAndResumes(page, program);
					replaysADeadLetter(page, program, fuse);
					seesWhatHangs(page, program, fuse);
				}
				finally {
					page.picture("hawtio-last");
				}
			}
		}
	}

	private void seesRoutesWork(HawtioPage page, PackagedProgram program) throws Exception {
		page.select(ROUTES).press("Routes");
		await().until(() -> page.cell("sync", "State").equals("Started"));
		for (String route : new String[] { "receive", "dispatch", "other-events", "dead-letter", "retry", "reject" }) {
			assertThat(page.cell(route, "State")).as(route).isEqualTo("Started");
		}
		page.picture("hawtio-routes");
		page.press("Route Diagram");
		await().until(() -> page.text().contains("dispatch"));
		page.select(ROUTES[0], "routes", "sync").press("Attributes");
		await().until(() -> number(page, "ExchangesCompleted") > 0);
		assertThat(page.text()).contains("Post a webhook unchanged");
		long before = number(page, "ExchangesCompleted");
		assertThat(program.send(Webhooks.syncData("second")).statusCode()).isEqualTo(200);
		await().until(() -> number(page, "ExchangesCompleted") > before);
		page.picture("hawtio-sync");
		page.select(ROUTES[0], "routes", "sync").press("Route Diagram");
		await().until(() -> page.text().contains("enrich-headers"));
		page.picture("hawtio-diagram");
	}

	private void pausesAndResumes(HawtioPage page, PackagedProgram program) throws Exception {
		steer(page, "dispatch", "Stop", "Stopped");
		for (int i = 0; i < 5; i++) {
			assertThat(program.send(Webhooks.syncData("paused-" + i)).statusCode()).isEqualTo(200);
		}
		showInbox(page);
		await().until(() -> number(page, "Waiting") == 5);
		page.show("Waiting").picture("hawtio-inbox");
		steer(page, "dispatch", "Start", "Started");
		showInbox(page);
		await().until(() -> number(page, "Waiting") == 0);
	}

	private void replaysADeadLetter(HawtioPage page, PackagedProgram program, FuseStandIn fuse) throws Exception {
		fuse.answer = (connection) -> connection.equals("refused") ? 422 : 200;
		Webhooks refused = Webhooks.syncData("refused");
		program.send(refused);
		await()
			.until(() -> program.output().contains("Dead-lettered " + Webhooks.SYNC_DATA + " of connection refused"));
		fuse.answer = (connection) -> 200;
		page.go(HAWTIO + "/jmx").select("org.springframework.boot", "Endpoint", "Deadletters").press("Operations");
		page.execute("list(");
		await().until(() -> page.text().contains("Fuse answered 422"));
		page.picture("hawtio-dead-letters");
		String id = page.text().replaceAll("(?s).*\"?id\"?: \"?([\\w-]{36}).*", "$1");
		page.execute("decide(", id, "replay");
		await().until(() -> fuse.synced.containsKey(FuseStandIn.sha256(refused.body())));
		await().until(() -> page.text().contains("\"action\": \"replay\""));
		page.picture("hawtio-replayed");
	}

	private void seesWhatHangs(HawtioPage page, PackagedProgram program, FuseStandIn fuse) throws Exception {
		CountDownLatch answer = new CountDownLatch(1);
		fuse.answer = (connection) -> answer.await(1, TimeUnit.MINUTES) ? 200 : 500;
		Webhooks hanging = Webhooks.syncData("hanging");
		program.send(hanging);
		page.go(HAWTIO + "/camel").select(ROUTES).press("Exchanges");
		await().until(() -> page.text().contains("post-to-fuse"));
		page.picture("hawtio-in-flight");
		assertThat(page.text()).doesNotContain("remote_data", "webhook_code", hanging.signature(), Webhooks.API_KEY)
			.doesNotContain("Runtime");
		answer.countDown();
		await().until(() -> fuse.synced.containsKey(FuseStandIn.sha256(hanging.body())));
	}

	private static void steer(HawtioPage page, String route, String button, String state) {
		page.go(HAWTIO + "/camel").select(ROUTES).press("Routes");
		await().until(() -> !page.cell(route, "State").isEmpty());
		page.click("//tr[td[normalize-space()='" + route + "']]//input[@type='checkbox']");
		page.press(button);
		await().until(() -> page.cell(route, "State").equals(state));
	}

	private static void showInbox(HawtioPage page) {
		page.go(HAWTIO + "/camel").select(ROUTES[0], "endpoints", "store?queue=inbox");
	}

	private static long number(HawtioPage page, String attribute) {
		String number = page.cell(attribute, "").replaceAll("\\D", "");
		return number.isEmpty() ? -1 : Long.parseLong(number);
	}

	private static Map<String, String> environment(FuseStandIn fuse, int management) {
		Map<String, String> environment = new HashMap<>();
		environment.put("FUSE_BASE_PATH", fuse.basePath());
		environment.put("FUSE_API_KEY", Webhooks.API_KEY);
		environment.put("FUSE_CLIENT_ID", "test-client");
		environment.put("SPRING_SECURITY_USER_PASSWORD", PASSWORD);
		environment.put("MANAGEMENT_SERVER_PORT", String.valueOf(management));
		return environment;
	}

}
