package dev.fusesync.deadletters.causes;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.fusesync.notices.DeadLetterCauses;
import dev.fusesync.store.Failure;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.store.TestDatabase;
import dev.fusesync.support.StoredWebhooks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** What dead letters have in common. */
@Tag("both-databases")
class CausesTest {

	private static final Logger LOG = LoggerFactory.getLogger(CausesTest.class);

	private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");

	private static final Failure GONE = new Failure("finished", 404, "entity_not_found", "req-2", "It is gone.");

	@TempDir
	Path directory;

	private StoredWebhooks webhooks;

	private CauseQueries queries;

	@BeforeEach
	void open() throws Exception {
		this.webhooks = new StoredWebhooks(this.directory);
		this.webhooks.at(NOON);
		this.queries = new CauseQueries(this.webhooks.store());
	}

	@AfterEach
	void close() throws Exception {
		this.webhooks.close();
	}

	@Test
	void groupsByClassCodeAndSource() {
		StoredWebhook first = this.webhooks.deadLetter("conn-1");
		this.webhooks.at(NOON.plusSeconds(60));
		StoredWebhook last = this.webhooks.deadLetter("conn-2", "plaid",
				new Failure("message", 400, "invalid_request_body", "req-9", "Another sentence."));
		this.webhooks.at(NOON.plusSeconds(120));
		StoredWebhook gone = this.webhooks.deadLetter("conn-3", "plaid", GONE);
		this.webhooks.deadLetter("conn-4", "teller", GONE);
		this.webhooks.markSuperseded(first);
		this.webhooks.retry("conn-5", Duration.ofHours(1));
		List<Cause> causes = this.queries.causes();
		assertThat(causes).hasSize(3)
			.extracting(Cause::cause)
			.doesNotHaveDuplicates()
			.allMatch((key) -> key.matches("[\\w-]{43}"));
		assertThat(causes.get(2)).isEqualTo(new Cause(causes.get(2).cause(), "message", "invalid_request_body", "plaid",
				2, false, 1, NOON, NOON.plusSeconds(60), "Another sentence.", last.id()));
		assertThat(causes).filteredOn((cause) -> cause.failureClass().equals("finished"))
			.extracting(Cause::source)
			.containsExactlyInAnyOrder("plaid", "teller");
		assertThat(causes).extracting(Cause::example).contains(gone.id());
	}

	@Test
	void tellsWhatNeedsADecision() {
		StoredWebhook first = this.webhooks.deadLetter("conn-1");
		this.webhooks.deadLetter("conn-2");
		this.webhooks.deadLetter("conn-3", "teller", GONE);
		StoredWebhook last = this.webhooks.deadLetter("conn-4", null,
				new Failure("unexpected", 0, null, null, "No route\ntakes it"));
		CausesToTell told = new CausesToTell(this.queries);
		assertThat(told.causes()).extracting(DeadLetterCauses.Cause::text, DeadLetterCauses.Cause::count)
			.containsExactlyInAnyOrder(
					tuple("Dead letters of class message, code invalid_request_body, aggregator plaid: "
							+ "Fuse answered 422 with invalid_request_body.", 2L),
					tuple("Dead letters of class unexpected: No route\\u000Atakes it.", 1L));
		this.webhooks.markSuperseded(first);
		this.webhooks.markSuperseded(last);
		assertThat(told.causes()).singleElement().satisfies((cause) -> {
			assertThat(cause.count()).isEqualTo(1);
			assertThat(cause.key()).isEqualTo(key("plaid"));
		});
	}

	private String key(String source) {
		return this.queries.causes()
			.stream()
			.filter((cause) -> source.equals(cause.source()))
			.map(Cause::cause)
			.findFirst()
			.orElseThrow();
	}

	@Test
	void knowsNothingOfNothing() {
		assertThat(this.queries.causes()).isEmpty();
		this.webhooks.sync(this.webhooks.add("conn-1"));
		assertThat(this.queries.causes()).isEmpty();
	}

	/** Parts that would be the same text one after the other. */
	@Test
	void confusesNoPartsOfACause() {
		String[][] parts = { { "a", "b" }, { "ab", null }, { "ab", "" }, { null, "ab" }, { "", "ab" }, { "a\0b", null },
				{ "1:a", "b" }, { "\ud800", "x" }, { "x".repeat(65_536), "x".repeat(65_536) } };
		for (String[] part : parts) {
			this.webhooks.deadLetter("conn", part[1], new Failure("message", 422, part[0], null, null));
			this.webhooks.deadLetter("conn", part[1], new Failure("message", 422, part[0], null, null));
		}
		assertThat(this.queries.causes()).hasSize(parts.length).allMatch((cause) -> cause.count() == 2);
		assertThat(this.queries.causes())
			.extracting((cause) -> List.of(String.valueOf(cause.code()), String.valueOf(cause.source())))
			.contains(List.of("a\0b", "null"), List.of("\ud800", "x"));
	}

	@Test
	void listsAHundredAtMost() {
		this.webhooks.store().write((session) -> {
			for (int i = 0; i < 120; i++) {
				StoredWebhooks.deadLetter(session, StoredWebhooks.webhook("conn", "source-" + i, NOON), NOON, GONE);
			}
			return null;
		});
		assertThat(this.queries.causes()).hasSize(100).extracting(Cause::source).doesNotHaveDuplicates();
	}

	@Test
	void countsManyByTheirIndex() {
		measure(20_000);
	}

	@Test
	@Tag("scale")
	void countsAMillionByTheirIndex() {
		measure(1_000_000);
	}

	private void measure(int number) {
		for (int first = 1; first <= number; first += 20_000) {
			int from = first;
			this.webhooks.store()
				.write((session) -> session.update(INSERT, from, from + 19_999, NewWebhook.connectionKey("x"),
						NOON.toEpochMilli(), NOON.toEpochMilli(), NOON.toEpochMilli(), NOON.toEpochMilli()));
		}
		if (TestDatabase.POSTGRESQL) {
			// As autovacuum does, which an index-only scan needs.
			this.webhooks.store().write((session) -> session.update("ANALYZE webhook"));
		}
		assertThat(plan(CauseQueries.KEYS)).anyMatch((step) -> step.contains("webhook_dead_cause"));
		assertThat(plan(CauseQueries.ONE.replace(":cause", "'cause-1'")))
			.anyMatch((step) -> step.contains("webhook_dead_cause"))
			.noneMatch((step) -> step.contains("Seq Scan on webhook"));
		Duration best = Duration.ofDays(1);
		for (int i = 0; i < 3; i++) {
			long start = System.nanoTime();
			assertThat(this.queries.causes()).hasSize(20).extracting(Cause::more).containsOnly(number > 200_000);
			Duration time = Duration.ofNanos(System.nanoTime() - start);
			best = (time.compareTo(best) < 0) ? time : best;
		}
		LOG.info("The 20 causes of {} dead letters in {} ms", number, best.toMillis());
	}

	private List<String> plan(String sql) {
		return this.webhooks.store()
			.jdbc()
			.sql((TestDatabase.POSTGRESQL ? "EXPLAIN " : "EXPLAIN QUERY PLAN ") + sql)
			.query((row, number) -> row.getString(TestDatabase.POSTGRESQL ? 1 : 4))
			.list();
	}

	private static final String INSERT = """
			WITH RECURSIVE n(i) AS (SELECT ? UNION ALL SELECT i + 1 FROM n WHERE i < ?)
			INSERT INTO webhook (seq, id, queue, bucket, connection_key, type, connection, source, environment, signature,
				size, state, first_received_at, received_at, due_at, attempts, finished_at, failure_class, status, code,
				cause_key)
			SELECT i, 'id-' || i, 'inbox', 0, ?, 'sync', 'connection', 'plaid', 'production', 'signature', 1000,
				'dead-lettered', ?, ?, ?, 1, ? + i, 'message', 422, 'code-' || (i % 20), 'cause-' || (i % 20) FROM n
			""";

}
