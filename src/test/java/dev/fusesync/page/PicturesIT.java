package dev.fusesync.page;

import java.io.IOException;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Pictures of the pages for a person to look at, in target/screenshots: light and dark,
 * wide and narrow, with 0, 3 and 10,000 dead letters. No page may be wider than the
 * window or violate its own policy.
 */
@Tag("drill")
class PicturesIT {

	private final FixtureEndpoints endpoints = FixtureEndpoints.inState("paused");

	private FixtureProgram program;

	private Browser browser;

	@BeforeEach
	void open() {
		this.browser = Browser.open();
		this.program = FixtureProgram.start(this.endpoints, new FixtureProgram.Login("anna", true), 0);
	}

	@AfterEach
	void close() {
		this.program.close();
		this.browser.close();
	}

	@Test
	void showTheOverviewInEachState() throws IOException {
		for (String state : new String[] { "ok", "paused", "down" }) {
			this.endpoints.answer("overview", "overview-" + state)
				.answer("deadletters/causes", state.equals("ok") ? "causes-none" : "causes");
			pictures("overview-" + state, "");
		}
	}

	@Test
	void showDeadLetters() throws IOException {
		for (String number : new String[] { "-none", "-3", "-10000" }) {
			this.endpoints.answer("deadletters", "deadletters" + number)
				.answer("deadletters/causes", "causes" + number);
			pictures("causes" + number, "dead-letters");
			pictures("dead-letters" + number, "dead-letters?source=plaid");
		}
		pictures("dead-letter", "dead-letter?id=x");
		pictures("decisions", "decisions");
	}

	@Test
	void showTheRest() throws IOException {
		pictures("waiting", "waiting");
		pictures("waiting-one", "waiting-decide?action=give-up&id=x");
		this.endpoints.answer("POST waiting", ((ObjectNode) FixtureEndpoints.read("dry-run-waiting")).put("found", 0));
		pictures("waiting-nothing", "waiting-decide?action=retry&all=true");
		pictures("connections", "connections");
		pictures("connection", "connection?id=fc_9e3779b1");
		pictures("connection-erase", "connection-decide?action=erase&id=fc_9e3779b1");
		pictures("health", "health");
		pictures("documents", "document");
		pictures("document", "document?name=installing");
		pictures("refused", "dead-letter");
	}

	@Test
	void showTheDialog() throws IOException {
		for (boolean dark : new boolean[] { false, true }) {
			this.browser.dark(dark).size(Browser.WIDE).go(this.program.uri("dead-letters?source=plaid"));
			this.browser.press("Discard 453 dead letters");
			await().until(() -> this.browser.text().contains("The body is deleted for ever"));
			assertThat(this.browser.run("return document.activeElement.name")).isEqualTo("reason");
			this.browser.picture("page-dialog" + (dark ? "-dark" : ""));
			assertThat(this.browser.complaints()).isEmpty();
			this.browser.press("Cancel");
			assertThat(this.browser.run("return document.getElementById('dialog').open")).isEqualTo(false);
		}
	}

	/** For operating.md: renewed with -Dfuse-sync.pictures=true. */
	@Test
	void showWhatTheDocumentsShow() throws IOException {
		this.browser.dark(false).size(Browser.WIDE).go(this.program.uri("")).pictureForDocuments("page-overview");
		this.browser.go(this.program.uri("dead-letters")).pictureForDocuments("page-dead-letters");
		this.browser.go(this.program.uri("dead-letter?id=x")).pictureForDocuments("page-dead-letter");
		this.browser.press("Replay");
		await().until(() -> this.browser.text().contains("gets all its attempts again"));
		this.browser.pictureForDocuments("page-dialog");
	}

	private void pictures(String name, String path) throws IOException {
		for (int width : new int[] { Browser.WIDE, Browser.NARROW }) {
			for (boolean dark : new boolean[] { false, true }) {
				this.browser.size(width).dark(dark).go(this.program.uri(path));
				this.browser
					.picture("page-" + name + ((width == Browser.NARROW) ? "-narrow" : "") + (dark ? "-dark" : ""));
				this.browser.fits();
				assertThat(this.browser.complaints()).as(name).isEmpty();
			}
		}
	}

}
