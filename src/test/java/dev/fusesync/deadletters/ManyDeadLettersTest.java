package dev.fusesync.deadletters;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.fusesync.management.Parameters;
import dev.fusesync.deadletters.Selection.Query;
import dev.fusesync.decisions.Place;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.TestDatabase;
import dev.fusesync.support.StoredWebhooks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * By whatever filter, an index finds a page and a count; the log has how long each took.
 */
@Tag("both-databases")
class ManyDeadLettersTest {

	private static final Logger LOG = LoggerFactory.getLogger(ManyDeadLettersTest.class);

	private static final int CHUNK = 20_000;

	/** When the first one became a dead letter; one more each second. */
	private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

	private static final String CAUSE = "c".repeat(43);

	private static final String RARE_CAUSE = "r".repeat(43);

	@TempDir
	Path directory;

	@Test
	void findsAFewThousandByEachFilter() throws Exception {
		measure(CHUNK);
	}

	@Test
	@Tag("scale")
	void findsOneInAMillionByEachFilter() throws Exception {
		measure(1_000_000);
	}

	private void measure(int count) throws Exception {
		try (StoredWebhooks webhooks = new StoredWebhooks(this.directory)) {
			for (int first = 1; first <= count; first += CHUNK) {
				insert(webhooks, first, CHUNK);
			}
			DeadLetterQueries queries = new DeadLetterQueries(webhooks.store());
			filters(count).forEach((name, filter) -> measure(webhooks, queries, name, filter, count));
		}
	}

	private static void measure(StoredWebhooks webhooks, DeadLetterQueries queries, String name,
			Map<String, String> values, int count) {
		DeadLetterFilter filter = DeadLetterFilter.of(new Parameters(values), Instant.now());
		if (!TestDatabase.POSTGRESQL) {
			for (Query query : List.of(queries.pageQuery(filter, Place.FIRST, 51), queries.countQuery(filter))) {
				assertThat(plan(webhooks, query)).as(query.sql())
					.allMatch((step) -> !step.startsWith("SCAN w") || step.contains("USING"))
					.anyMatch((step) -> step.contains("webhook_dead"));
			}
		}
		long best = Long.MAX_VALUE;
		DeadLetterPage page = null;
		for (int i = 0; i < 3; i++) {
			long start = System.nanoTime();
			page = queries.page(filter, Place.FIRST, 50);
			best = Math.min(best, (System.nanoTime() - start) / 1_000);
		}
		LOG.info("Of {} dead letters by {}: {}{} in {} ms", count, name, page.more() ? "more than " : "", page.total(),
				best / 1_000.0);
		assertThat(page.entries()).as(name).hasSize(Math.min(50, page.total()));
	}

	private static List<String> plan(StoredWebhooks webhooks, Query query) {
		return webhooks.store()
			.jdbc()
			.sql("EXPLAIN QUERY PLAN " + query.sql())
			.params(query.values())
			.query((row, number) -> row.getString("detail"))
			.list();
	}

	/** Common and rare values, at both ends, and what finds nothing. */
	private static Map<String, Map<String, String>> filters(int count) {
		String end = FIRST.plusSeconds(count - 100).toString();
		String middle = FIRST.plusSeconds(count / 2).toString();
		String start = FIRST.plusSeconds(100).toString();
		Map<String, Map<String, String>> filters = new LinkedHashMap<>();
		filters.put("nothing", Map.of());
		filters.put("a common connection", Map.of("connection", "common"));
		filters.put("a rare connection", Map.of("connection", "conn-1"));
		filters.put("a common type", Map.of("type", "sync"));
		filters.put("a rare type", Map.of("type", "rare"));
		filters.put("a common source", Map.of("source", "plaid"));
		filters.put("a rare source", Map.of("source", "rare"));
		filters.put("a common code", Map.of("code", "invalid_request_body"));
		filters.put("a rare code", Map.of("code", "rare"));
		filters.put("a common class", Map.of("failureClass", "message"));
		filters.put("a rare class", Map.of("failureClass", "unexpected"));
		filters.put("a common cause", Map.of("cause", CAUSE));
		filters.put("a rare cause", Map.of("cause", RARE_CAUSE));
		filters.put("a common cause, dead lately", Map.of("cause", CAUSE, "deadAfter", end));
		filters.put("received lately", Map.of("receivedAfter", end));
		filters.put("received in the second half", Map.of("receivedAfter", middle));
		filters.put("received in the first half", Map.of("receivedBefore", middle));
		filters.put("received at the very first", Map.of("receivedBefore", start));
		filters.put("received between", Map.of("receivedAfter", start, "receivedBefore", end));
		filters.put("dead lately", Map.of("deadAfter", end));
		filters.put("dead in the first half", Map.of("deadBefore", middle));
		filters.put("older than a day", Map.of("olderThan", "1d"));
		filters.put("attempted once or more", Map.of("attempts", "1"));
		filters.put("attempted often", Map.of("attempts", "9"));
		filters.put("attempted too often", Map.of("attempts", "50"));
		filters.put("the few that are superseded", Map.of("superseded", "true"));
		filters.put("the many that are not", Map.of("superseded", "false"));
		filters.put("a common class, not superseded", Map.of("failureClass", "message", "superseded", "false"));
		filters.put("a common source, superseded", Map.of("source", "plaid", "superseded", "true"));
		filters.put("a common source and a rare code", Map.of("source", "plaid", "code", "rare"));
		filters.put("a common source, received lately", Map.of("source", "plaid", "receivedAfter", end));
		filters.put("a common source, received in the second half", Map.of("source", "plaid", "receivedAfter", middle));
		filters.put("a common source, attempted often", Map.of("source", "plaid", "attempts", "50"));
		filters.put("a common code, dead lately", Map.of("code", "invalid_request_body", "deadAfter", end));
		filters.put("a common source, attempted more than once", Map.of("source", "plaid", "attempts", "2"));
		filters.put("two common ones", Map.of("source", "plaid", "failureClass", "message"));
		filters.put("a source that there is none of", Map.of("source", "none"));
		return filters;
	}

	private static void insert(StoredWebhooks webhooks, int first, int count) {
		webhooks.store().write((session) -> {
			try (var insert = session.connection().prepareStatement(INSERT)) {
				insert.setLong(1, first);
				insert.setLong(2, first + count - 1);
				insert.setString(3, NewWebhook.connectionKey("common"));
				insert.setString(4, NewWebhook.connectionKey("conn-1"));
				insert.setLong(5, FIRST.toEpochMilli());
				insert.setLong(6, FIRST.toEpochMilli());
				insert.setLong(7, FIRST.toEpochMilli());
				insert.setLong(8, FIRST.toEpochMilli());
				insert.setString(9, RARE_CAUSE);
				insert.setString(10, CAUSE);
				return insert.executeUpdate();
			}
		});
	}

	private static final String INSERT = """
			WITH RECURSIVE n(i) AS (SELECT ? UNION ALL SELECT i + 1 FROM n WHERE i < ?)
			INSERT INTO webhook (seq, id, queue, bucket, connection_key, type, connection, source, environment, signature,
				size, state, first_received_at, received_at, due_at, attempts, finished_at, failure_class, status, code,
				request_id, reason, superseded_at, cause_key)
			SELECT i, 'id-' || i, 'inbox', 0,
				CASE WHEN i % 2 = 0 THEN ? WHEN i < 10 THEN ? ELSE (i * 7919) || '-0123456789012345678901234567890123' END,
				CASE WHEN i % 5003 = 0 THEN 'rare' ELSE 'sync' END, 'connection', CASE WHEN i % 5003 = 0 THEN 'rare'
				WHEN i % 3 = 0 THEN 'teller' ELSE 'plaid' END, 'production', 'signature', 1000, 'dead-lettered',
				? + 1000 * (i - 1) - (i * 7919 % 100) * 1000, ? + 1000 * (i - 1), ? + 1000 * i,
				CASE WHEN i % 5003 = 0 THEN 50 WHEN i % 40 = 0 THEN 9 ELSE 1 END, ? + 1000 * i,
				CASE WHEN i % 5003 = 0 THEN 'unexpected' ELSE 'message' END, 422,
				CASE WHEN i % 5003 = 0 THEN 'rare' ELSE 'invalid_request_body' END, 'req', 'Fuse answered 422.',
				CASE WHEN i % 5003 = 1 THEN 1 END, CASE WHEN i % 5003 = 0 THEN ? ELSE ? END FROM n
			""";

}
