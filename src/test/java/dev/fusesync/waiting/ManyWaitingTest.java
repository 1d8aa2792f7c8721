package dev.fusesync.waiting;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.fusesync.decisions.Decision;
import dev.fusesync.decisions.Place;
import dev.fusesync.decisions.Total;
import dev.fusesync.management.Parameters;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.Queues;
import dev.fusesync.store.TestDatabase;
import dev.fusesync.support.StoredWebhooks;
import dev.fusesync.waiting.Conditions.Range;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * By whatever filter, an index finds a page, a count and a step of a decision; the log
 * has how long each took.
 */
@Tag("both-databases")
class ManyWaitingTest {

	private static final Logger LOG = LoggerFactory.getLogger(ManyWaitingTest.class);

	private static final int CHUNK = 20_000;

	/** When the first one is due; one more each 10 ms. */
	private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

	@TempDir
	Path directory;

	@Test
	void findsAFewThousandByEachFilter() throws Exception {
		measure(CHUNK);
	}

	/** A rare value among so many takes longer, as no index has it. */
	@Test
	@Tag("scale")
	void findsOneInAMillionByEachFilter() throws Exception {
		measure(1_000_000);
	}

	private void measure(int count) throws Exception {
		try (WaitingDesk desk = new WaitingDesk(this.directory)) {
			desk.webhooks.at(FIRST.minusSeconds(60));
			for (int first = 1; first <= count; first += CHUNK) {
				insert(desk.webhooks, first, CHUNK);
			}
			if (TestDatabase.POSTGRESQL) {
				desk.webhooks.store().write((session) -> session.update("ANALYZE webhook"));
			}
			filters(count).forEach((name, values) -> {
				WaitingFilter filter = WaitingFilter.of(new Parameters(values));
				expectIndex(desk, filter);
				int[] shown = new int[1];
				long page = micros(() -> shown[0] = desk.queries.page(filter, Place.FIRST, 50).entries().size());
				Total[] found = new Total[1];
				long counted = micros(() -> found[0] = desk.queries.countLater(filter));
				long next = next(desk, filter);
				LOG.info("Of {} waiting webhooks by {}: {}{}, page in {} ms, count in {} ms, batch in {} ms", count,
						name, found[0].more() ? "more than " : "", found[0].total(), page / 1_000.0, counted / 1_000.0,
						next / 1_000.0);
				assertThat(shown[0]).as(name).isEqualTo(Math.min(50, found[0].total()));
				assertThat(found[0].total() > 0).as(name).isEqualTo(!name.endsWith("none of"));
			});
		}
	}

	/** How long it takes to find a batch of a decision. */
	private static long next(WaitingDesk desk, WaitingFilter filter) {
		desk.run.begin(desk.target, new Decision("retry", null, "anna"), filter, new Total(1, false)).orElseThrow();
		long micros = micros(() -> desk.queries.next(desk.decisions.running().orElseThrow(), 5));
		desk.run.stop("anna").orElseThrow();
		return micros;
	}

	/** The best of three. */
	private static long micros(Runnable work) {
		long best = Long.MAX_VALUE;
		for (int i = 0; i < 3; i++) {
			long start = System.nanoTime();
			work.run();
			best = Math.min(best, (System.nanoTime() - start) / 1_000);
		}
		return best;
	}

	private static void expectIndex(WaitingDesk desk, WaitingFilter filter) {
		Conditions conditions = Conditions.of(filter);
		Range range = new Range(Place.FIRST, filter.latest());
		String index = (filter.connection() == null) ? "webhook_due"
				// PostgreSQL knows from its statistics which is better.
				: TestDatabase.POSTGRESQL ? "webhook_(connection|history)" : "webhook_connection";
		assertThat(
				plan(desk, conditions.scan(desk.webhooks.dialect()), conditions.valuesOf(range, Queues.INBOX, 64, 50)))
			.as(filter.toString())
			.anyMatch((step) -> step.matches(".*" + index + ".*"))
			.noneMatch((step) -> step.contains("Seq Scan on webhook"));
		if (!TestDatabase.POSTGRESQL) {
			assertThat(plan(desk, conditions.count(), conditions.valuesOf(range)))
				.anyMatch((step) -> step.matches(".*" + index + ".*"));
		}
	}

	private static List<String> plan(WaitingDesk desk, String sql, Map<String, Object> values) {
		return desk.webhooks.store()
			.jdbc()
			.sql((TestDatabase.POSTGRESQL ? "EXPLAIN " : "EXPLAIN QUERY PLAN ") + sql)
			.params(values)
			.query((row, number) -> row.getString(TestDatabase.POSTGRESQL ? 1 : 4))
			.list();
	}

	/** Common and rare values, and what finds nothing. */
	private static Map<String, Map<String, String>> filters(int count) {
		String soon = FIRST.plusSeconds(1).toString();
		Map<String, Map<String, String>> filters = new LinkedHashMap<>();
		filters.put("nothing", Map.of());
		filters.put("a queue", Map.of("queue", "inbox"));
		filters.put("a common connection", Map.of("connection", "common"));
		filters.put("a rare connection", Map.of("connection", "conn-1"));
		filters.put("a common source", Map.of("source", "plaid"));
		filters.put("a rare source", Map.of("source", "rare"));
		filters.put("a common code", Map.of("code", "server_error"));
		filters.put("a rare class", Map.of("failureClass", "unexpected"));
		filters.put("a common connection, a rare source", Map.of("connection", "common", "source", "rare"));
		filters.put("due soon", Map.of("dueBefore", soon));
		filters.put("due soon, a rare source, which there is none of", Map.of("dueBefore", soon, "source", "rare"));
		filters.put("due some time", Map.of("dueBefore", FIRST.plusMillis(10L * count).toString()));
		filters.put("a source, which there is none of", Map.of("source", "none"));
		return filters;
	}

	private static void insert(StoredWebhooks webhooks, int first, int count) {
		webhooks.store()
			.write((session) -> session.update(INSERT, first, first + count - 1, NewWebhook.connectionKey("common"),
					NewWebhook.connectionKey("conn-1"), FIRST.toEpochMilli(), FIRST.toEpochMilli(),
					FIRST.toEpochMilli()));
	}

	private static final String INSERT = """
			WITH RECURSIVE n(i) AS (SELECT ? UNION ALL SELECT i + 1 FROM n WHERE i < ?)
			INSERT INTO webhook (seq, id, queue, bucket, connection_key, type, connection, source, environment, signature,
				size, state, first_received_at, received_at, due_at, attempts, failure_class, status, code, request_id,
				reason)
			SELECT i, 'id-' || i, CASE WHEN i % 10 = 0 THEN 'other-events' ELSE 'inbox' END, i * 7919 % 256,
				CASE WHEN i % 2 = 0 THEN ? WHEN i < 10 THEN ? ELSE (i * 7919) || '-0123456789012345678901234567890123' END,
				'sync', 'connection', CASE WHEN i % 5003 = 0 THEN 'rare' WHEN i % 3 = 0 THEN 'teller' ELSE 'plaid' END,
				'production', 'signature', 1000, 'waiting', ?, ?, ? + 10 * i, 1,
				CASE WHEN i % 5003 = 0 THEN 'unexpected' ELSE 'transient' END, 503, 'server_error', 'req',
				'Fuse answered 503.' FROM n
			""";

}
