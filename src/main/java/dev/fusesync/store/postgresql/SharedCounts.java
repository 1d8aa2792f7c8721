package dev.fusesync.store.postgresql;

import java.util.HashMap;
import java.util.Map;

import javax.sql.DataSource;

import dev.fusesync.store.Counts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Counts of the webhooks of all instances. One instance counts them and writes the result
 * into the table {@code counted}, which all read.
 */
final class SharedCounts {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	private static final String WAITING = "waiting ";

	private static final String DEAD_LETTERED = "dead-lettered ";

	private static final String SUPERSEDED = "superseded";

	private static final String HISTORY = "history";

	/** How often finished webhooks are counted, which are most: once a minute. */
	private static final int HISTORY_EVERY = 6;

	private static final String COUNT = "WITH found AS (SELECT '" + WAITING + "' || queue AS name, count(*) AS number "
			+ "FROM webhook WHERE state = 'waiting' GROUP BY queue UNION ALL SELECT '" + DEAD_LETTERED
			+ "' || failure_class, count(*) - count(superseded_at) FROM webhook WHERE state = 'dead-lettered' "
			+ "GROUP BY failure_class UNION ALL SELECT '" + SUPERSEDED
			+ "', count(superseded_at) FROM webhook WHERE state = 'dead-lettered'), "
			+ "gone AS (DELETE FROM counted WHERE name <> '" + HISTORY
			+ "' AND name NOT IN (SELECT name FROM found)) INSERT INTO counted (name, number) SELECT name, number FROM found "
			+ "ON CONFLICT (name) DO UPDATE SET number = excluded.number";

	private static final String COUNT_HISTORY = "INSERT INTO counted (name, number) SELECT '" + HISTORY
			+ "', count(*) FROM webhook WHERE state NOT IN ('waiting', 'dead-lettered') "
			+ "ON CONFLICT (name) DO UPDATE SET number = excluded.number";

	private final JdbcClient jdbc;

	private int counted;

	SharedCounts(DataSource database) {
		this.jdbc = JdbcClient.create(database);
	}

	/**
	 * Sets the counts.
	 * @param count whether this instance is the one that counts
	 */
	void refresh(Counts counts, boolean count) {
		try {
			if (count) {
				this.jdbc.sql(COUNT).update();
				if (this.counted++ % HISTORY_EVERY == 0) {
					this.jdbc.sql(COUNT_HISTORY).update();
				}
			}
			Map<String, Long> found = new HashMap<>();
			this.jdbc.sql("SELECT name, number FROM counted")
				.query((RowCallbackHandler) (row) -> found.put(row.getString(1), row.getLong(2)));
			counts.set(withPrefix(found, WAITING), withPrefix(found, DEAD_LETTERED), found.getOrDefault(SUPERSEDED, 0L),
					found.getOrDefault(HISTORY, 0L));
		}
		catch (DataAccessException ex) {
			LOG.debug("The webhooks of all instances could not be counted", ex);
		}
	}

	private static Map<String, Long> withPrefix(Map<String, Long> found, String prefix) {
		Map<String, Long> counts = new HashMap<>();
		found.forEach((name, number) -> {
			if (name.startsWith(prefix)) {
				counts.put(name.substring(prefix.length()), number);
			}
		});
		return counts;
	}

}
