package dev.fusesync.connections;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.fusesync.store.NewWebhook;
import dev.fusesync.support.StoredWebhooks;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long a timeline and a page of the list take. Each connection has ten events: two
 * webhooks of which each is received, retried three times, and ends or waits.
 */
class ManyConnectionsTest {

	private static final Logger LOG = LoggerFactory.getLogger(ManyConnectionsTest.class);

	private static final int CHUNK = 10_000;

	/** A connection with many webhooks, some of which wait. */
	private static final String COMMON = "common";

	private static final long NOW = System.currentTimeMillis();

	@TempDir
	Path directory;

	@Test
	void findsAFewThousandByIndexes() throws Exception {
		measure(CHUNK);
	}

	@Test
	@Tag("scale")
	void findsOneInAMillion() throws Exception {
		measure(1_000_000);
	}

	private void measure(int count) throws Exception {
		try (Questions questions = new Questions(this.directory)) {
			for (int first = 1; first <= count; first += CHUNK) {
				insert(questions.webhooks, first);
			}
			expectIndexes(questions.webhooks);
			LOG.info("{} connections take {} MB", count,
					questions.webhooks.number("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")
							/ 1_000_000);
			for (String id : List.of("conn-1", COMMON)) {
				log(count, "the timeline of " + id,
						() -> assertThat(questions.show(id).events()).hasSizeBetween(10, 50));
			}
			filters().forEach((name, filter) -> log(count, "the first page of " + name, () -> questions.list(filter)));
		}
	}

	private static void log(int count, String what, Runnable question) {
		long best = Long.MAX_VALUE;
		for (int i = 0; i < 3; i++) {
			long start = System.nanoTime();
			question.run();
			best = Math.min(best, (System.nanoTime() - start) / 1_000);
		}
		LOG.info("Of {} connections, {} in {} ms", count, what, best / 1_000.0);
	}

	private static Map<String, String[]> filters() {
		Map<String, String[]> filters = new LinkedHashMap<>();
		filters.put("all", new String[0]);
		filters.put("500 of all", new String[] { "limit", "500" });
		for (String state : List.of("waiting", "dead-lettered", "synced", "ended")) {
			filters.put(state, new String[] { "state", state });
		}
		filters.put("a common source", new String[] { "source", "plaid" });
		filters.put("a rare source", new String[] { "source", "rare" });
		filters.put("a source that there is none of", new String[] { "source", "none" });
		filters.put("stale for a day", new String[] { "staleSince", "1d" });
		filters.put("stale for a day, of a rare source", new String[] { "staleSince", "1d", "source", "rare" });
		filters.put("stale for a year", new String[] { "staleSince", "365d" });
		filters.put("ended of a rare source", new String[] { "state", "ended", "source", "rare" });
		filters.put("synced of a rare source", new String[] { "state", "synced", "source", "rare" });
		return filters;
	}

	private static void expectIndexes(StoredWebhooks webhooks) {
		expect(webhooks, ConnectionQueries.statusQuery(3, 100), "c USING PRIMARY KEY",
				"w USING COVERING INDEX webhook_connection (connection_key=? AND queue=",
				"d USING INDEX webhook_dead_connection", "x USING COVERING INDEX webhook_history",
				"l USING INTEGER PRIMARY KEY");
		expect(webhooks, KeyQueries.ALL, "c USING PRIMARY KEY (connection_key>");
		expect(webhooks, KeyQueries.OF_SOURCE, "INDEX connection_source (source=? AND connection_key>");
		expect(webhooks, KeyQueries.END_OF_SCAN, "c USING PRIMARY KEY (connection_key>");
		expect(webhooks, KeyQueries.STALE.formatted(""), "c USING PRIMARY KEY (connection_key>");
		expect(webhooks, KeyQueries.STALE.formatted(" AND c.source = ?"), "c USING");
		expect(webhooks, KeyQueries.ENDED, "INDEX connection_ended (");
		expect(webhooks, KeyQueries.WAITING, "INDEX webhook_connection (connection_key>");
		expect(webhooks, KeyQueries.DEAD, "INDEX webhook_dead_connection (connection_key>");
		expect(webhooks, TimelineQueries.ROWS, "INDEX webhook_history (connection_key=? AND seq<");
		expect(webhooks, TimelineQueries.BETWEEN, "INDEX webhook_history (connection_key=? AND seq>",
				"e USING INDEX event_webhook (webhook=");
		expect(webhooks, SummaryQueries.DEAD, "INDEX webhook_dead_connection (connection_key=");
		expect(webhooks, SummaryQueries.WAITING, "INDEX webhook_connection (connection_key=? AND queue=");
		expect(webhooks, SummaryQueries.SYNCED, "INDEX webhook_history (connection_key=");
		expect(webhooks, SummaryQueries.NEWEST, "INDEX webhook_history (connection_key=");
	}

	private static void expect(StoredWebhooks webhooks, String sql, String... steps) {
		List<String> plan = webhooks.store()
			.jdbc()
			.sql("EXPLAIN QUERY PLAN " + sql)
			.params(sql.chars().filter((character) -> character == '?').mapToObj((one) -> "0").toList())
			.query((row, number) -> row.getString("detail"))
			.list();
		assertThat(plan).as(sql).noneMatch((step) -> step.matches("SCAN [celwx]( .*)?"));
		for (String step : steps) {
			assertThat(plan).as(sql).anyMatch((one) -> one.contains(step));
		}
	}

	private static void insert(StoredWebhooks webhooks, int first) {
		webhooks.store().write((session) -> {
			try (var statement = session.connection().createStatement()) {
				for (String sql : List.of(CONNECTIONS, WEBHOOKS, EVENTS)) {
					statement.executeUpdate(sql.replace("$key", KEY)
						.replace("$numbers", NUMBERS)
						.replace("$first", String.valueOf(first))
						.replace("$last", String.valueOf(first + CHUNK - 1))
						.replace("$one", NewWebhook.connectionKey("conn-1"))
						.replace("$common", NewWebhook.connectionKey(COMMON))
						.replace("$now", String.valueOf(NOW)));
				}
				return null;
			}
		});
	}

	private static final String NUMBERS = "WITH RECURSIVE n(i) AS (SELECT $first UNION ALL SELECT i + 1 FROM n "
			+ "WHERE i < $last)";

	/** In no order, as hashes are. */
	private static final String KEY = "CASE WHEN i = 1 THEN '$one' ELSE printf('%08X', (i * 2654435761) % 4294967296) "
			+ "|| '01234567890123456789012345678901234' END";

	/** Synced one second after the other, the first one last. */
	private static final String CONNECTIONS = """
			$numbers INSERT INTO connection (connection_key, connection, source, environment, synced_at, synced_received_at,
				ended_at)
			SELECT $key, 'conn-' || i, CASE WHEN i % 5003 = 7 THEN 'rare' WHEN i % 3 = 0 THEN 'teller' ELSE 'plaid' END,
				'production', $now - 1000 * i, $now - 1000 * i - 500, CASE WHEN i % 11 = 0 THEN $now - i END FROM n
			""";

	/** The webhooks of every 20th wait, and those of every 50th are dead letters. */
	private static final String WEBHOOKS = """
			$numbers INSERT INTO webhook (seq, id, queue, bucket, connection_key, type, connection, source, environment, signature,
				size, state, first_received_at, received_at, due_at, attempts, finished_at, failure_class, reason)
			SELECT 2 * i + j, 'id-' || (2 * i + j), 'inbox', 0,
				CASE WHEN i % 100 IN (3, 4) AND j = 1 THEN '$common' ELSE $key END, 'sync', 'conn-' || i, 'plaid',
				'production', 'signature', 1000,
				CASE WHEN i % 20 = 3 THEN 'waiting' WHEN i % 50 = 7 THEN 'dead-lettered' ELSE 'synced' END,
				$now - 1000 * i - 500 - j, $now - 1000 * i - 500, $now - 1000 * i, 4,
				CASE WHEN i % 20 <> 3 THEN $now - 1000 * i - j END, CASE WHEN i % 50 = 7 THEN 'message' END, 'Fuse was busy.'
			FROM n, (SELECT 0 AS j UNION ALL SELECT 1)
			""";

	private static final String EVENTS = """
			INSERT INTO event (webhook, at, event, attempts, due_at, status, reason)
			SELECT w.seq, w.first_received_at + k, 'retried', k, w.due_at, 503, 'Fuse was busy.'
			FROM webhook w, (SELECT 1 AS k UNION ALL SELECT 2 UNION ALL SELECT 3) WHERE w.seq >= 2 * $first
			""";

}
