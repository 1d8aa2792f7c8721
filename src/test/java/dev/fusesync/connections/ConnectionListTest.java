package dev.fusesync.connections;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Outcome;
import dev.fusesync.store.Queues;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.support.StoredWebhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Which connections are listed by which filter, on however many pages. */
@Tag("both-databases")
class ConnectionListTest {

	private static final Instant NOW = Instant.parse("2026-01-31T14:00:00Z");

	@TempDir
	private Path directory;

	private Questions questions;

	@BeforeEach
	void open() throws Exception {
		this.questions = new Questions(this.directory.resolve("data"));
		ago(Duration.ofHours(80));
		this.questions.synced("old");
		ago(Duration.ofHours(30));
		this.questions.synced("older-than-a-day");
		finish("ended", "financial_connection.finished", "mx");
		ago(Duration.ZERO);
		this.questions.synced("fresh");
		this.questions.webhooks.add("waiting");
		this.questions.add("waiting-too", "transactions.updates", "teller");
		this.questions.webhooks.deadLetter("dead", "teller", StoredWebhooks.REFUSED);
		finish("delivered-only", "transactions.updates", "mx");
	}

	@AfterEach
	void close() throws Exception {
		this.questions.close();
	}

	private void ago(Duration time) {
		this.questions.webhooks.at(NOW.minus(time));
	}

	private void finish(String connection, String type, String source) {
		this.questions.settle(this.questions.add(connection, type, source),
				new Outcome.Finished(Outcome.DELIVERED, null));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-",
			value = { "- | - | old older-than-a-day ended fresh waiting waiting-too dead",
					"state | waiting | waiting waiting-too", "state | dead-lettered | dead",
					"state | synced | old older-than-a-day fresh", "state | ended | ended",
					"source | teller | waiting-too dead", "source | mx | ended",
					"source | plaid | old older-than-a-day fresh waiting", "source | none |" })
	void listsByEachFilter(String name, String value, String expected) {
		List<String> found = (name != null) ? this.questions.listAll(name, value) : this.questions.listAll();
		assertThat(found).containsExactlyInAnyOrder((expected != null) ? expected.split(" ") : new String[0]);
		List<String> oneByOne = (name != null) ? this.questions.listAll(name, value, "limit", "1")
				: this.questions.listAll("limit", "1");
		assertThat(oneByOne).isEqualTo(found);
	}

	@ParameterizedTest
	@CsvSource({ "24h, old older-than-a-day", "3d, old", "2026-01-30T09:00:00Z, old older-than-a-day", "90h, ''",
			"0s, old older-than-a-day" })
	void listsTheStaleOnes(String since, String expected) {
		List<String> found = this.questions.listAll("staleSince", since);
		assertThat(found).containsExactlyInAnyOrder(expected.isEmpty() ? new String[0] : expected.split(" "));
		assertThat(this.questions.listAll("staleSince", since, "limit", "1")).isEqualTo(found);
	}

	@Test
	void combinesFilters() {
		assertThat(this.questions.listAll("state", "waiting", "source", "teller")).containsExactly("waiting-too");
		assertThat(this.questions.listAll("staleSince", "24h", "source", "teller")).isEmpty();
		assertThat(this.questions.listAll("staleSince", "3d", "source", "plaid")).containsExactly("old");
		assertThat(this.questions.listAll("state", "ended", "source", "mx")).containsExactly("ended");
		assertThat(this.questions.listAll("state", "ended", "source", "plaid")).isEmpty();
	}

	@Test
	void theStateIsTheFirstThatApplies() {
		this.questions.webhooks.at(NOW.plusSeconds(1));
		this.questions.webhooks.deadLetter("fresh");
		this.questions.webhooks.add("fresh");
		assertThat(this.questions.listAll("state", "dead-lettered")).containsExactlyInAnyOrder("dead", "fresh");
		assertThat(this.questions.listAll("state", "waiting")).doesNotContain("fresh");
		assertThat(this.questions.show("fresh").status())
			.isEqualTo(new ConnectionStatus("fresh", "plaid", "sandbox", NOW, null, 1, 1, false));
	}

	@Test
	void itComesBackWithItsNextSync() {
		this.questions.synced("ended");
		assertThat(this.questions.listAll("state", "ended")).isEmpty();
		assertThat(this.questions.listAll("state", "synced")).contains("ended");
	}

	@Test
	void findsARareSourceAmongManyConnections() {
		int many = 3 * KeyQueries.MOST_READ;
		long now = NOW.toEpochMilli();
		this.questions.webhooks.store().write((session) -> {
			for (int i = 0; i < many; i++) {
				String source = (i % 500 == 7) ? "rare" : "plaid";
				NewWebhook given = new NewWebhook(StoredWebhooks.webhook("many-" + i, source, NOW.minusSeconds(7200)),
						Queues.INBOX, "signature", StoredWebhooks.body("x"));
				StoredWebhook row = session.insert(given, null, now);
				Outcome outcome = (i % 2 == 0) ? new Outcome.Finished(Outcome.SYNCED, null)
						: new Outcome.DeadLettered(Questions.BUSY);
				session.settle(row, outcome, now - 3_600_000, (written) -> {
				});
			}
			return null;
		});
		assertThat(this.questions.listAll("source", "rare")).containsExactlyInAnyOrder("many-7", "many-507",
				"many-1007");
		assertThat(this.questions.listAll("limit", "500")).doesNotHaveDuplicates()
			.hasSize(many + 7)
			.containsAll(IntStream.range(0, many).mapToObj((i) -> "many-" + i).toList());
		assertThat(this.questions.listAll("staleSince", "30m", "state", "synced")).hasSize(many / 2 + 2);
	}

	@Test
	void goesOnBehindManyThatAreNotStale() {
		this.questions.webhooks.store().write((session) -> {
			try (var insert = session.connection()
				.prepareStatement("INSERT INTO connection (connection_key, connection, synced_at) VALUES (?, ?, ?)")) {
				for (int i = 0; i < KeyQueries.MOST_SCANNED; i++) {
					insert.setString(1, "%s%042d".formatted((i % 2 == 0) ? "-" : "z", i));
					insert.setString(2, "many-" + i);
					insert.setLong(3, NOW.toEpochMilli());
					insert.executeUpdate();
				}
				return null;
			}
		});
		ConnectionPage first = this.questions.list("staleSince", "24h");
		assertThat(first.entries().size()).isLessThan(3);
		assertThat(first.next()).isNotNull();
		assertThat(this.questions.listAll("staleSince", "24h")).containsExactlyInAnyOrder("old", "older-than-a-day");
	}

	@Test
	void readsAConnectionOfManyWebhooksOnce() {
		this.questions.webhooks.store().write((session) -> {
			for (int i = 0; i < 2 * KeyQueries.MOST_READ; i++) {
				session.insert(new NewWebhook(StoredWebhooks.webhook("waiting", "plaid", NOW), Queues.INBOX,
						"signature", StoredWebhooks.body("x")), null, NOW.toEpochMilli());
			}
			return null;
		});
		ConnectionPage page = this.questions.list("state", "waiting");
		assertThat(page.next()).isNull();
		assertThat(page.entries()).extracting(ConnectionStatus::waiting)
			.containsExactlyInAnyOrder(ConnectionQueries.MOST_LISTED, 1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			value = { "state | lost | one of waiting", "state | received | one of waiting",
					"staleSince | yesterday | duration such as 24h", "staleSince | -3h | duration such as 24h",
					"staleSince | 99999999999999999999d | duration such as 24h", "limit | 0 | from 1 to 500",
					"limit | 501 | from 1 to 500", "after | x' OR 1=1 | under next", "after | 1.short | under next" })
	void saysWhatIsWrong(String name, String value, String sentence) {
		assertThatExceptionOfType(InvalidEndpointRequestException.class)
			.isThrownBy(() -> this.questions.list(name, value))
			.withMessageContaining(sentence)
			.withMessageNotContaining(value + "'");
	}

}
