package dev.fusesync.deadletters.causes;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

import dev.fusesync.store.Store;
import dev.fusesync.store.jdbc.ColumnText;

import org.springframework.stereotype.Component;

/** Reads the causes of dead letters. */
@Component
public class CauseQueries {

	/** Maximum number of causes: the first ones by their hash, whatever they are. */
	static final int MOST = 100;

	private static final int MOST_COUNTED = 10_000;

	private static final String NEXT = "SELECT w.cause_key FROM webhook w WHERE w.state = 'dead-lettered' "
			+ "AND w.cause_key > %s ORDER BY w.cause_key, w.finished_at, w.seq LIMIT 1";

	/**
	 * One step of the index for each cause: grouping would read all dead letters. Ordered
	 * as the index, so that the database chooses it.
	 */
	static final String KEYS = "WITH RECURSIVE step (k, n) AS (SELECT (" + NEXT.formatted("''")
			+ "), 1 UNION ALL SELECT (" + NEXT.formatted("step.k") + "), n + 1 FROM step WHERE k IS NOT NULL AND n < "
			+ MOST + ") SELECT k FROM step WHERE k IS NOT NULL";

	private static final String OF_CAUSE = " FROM webhook x WHERE x.state = 'dead-lettered' AND x.cause_key = :cause "
			+ "ORDER BY x.cause_key, x.finished_at, x.seq LIMIT ";

	static final String ONE = "SELECT w.cause_key, w.failure_class, w.code, w.source, w.reason, w.id, w.finished_at, "
			+ "(SELECT x.finished_at" + OF_CAUSE + "1) AS first_at, counted.number, counted.superseded "
			+ "FROM webhook w CROSS JOIN (SELECT count(*) AS number, count(found.superseded_at) AS superseded FROM "
			+ "(SELECT x.superseded_at" + OF_CAUSE + (MOST_COUNTED + 1) + ") AS found) AS counted "
			+ "WHERE w.state = 'dead-lettered' AND w.cause_key = :cause "
			+ "ORDER BY w.cause_key DESC, w.finished_at DESC, w.seq DESC LIMIT 1";

	private final Store store;

	public CauseQueries(Store store) {
		this.store = store;
	}

	/**
	 * The causes, the one with the latest dead letter first. Of more than 100 it returns
	 * the 100 with the lowest hashes, which have nothing to do with their age or size;
	 * once those are decided about, the others follow.
	 */
	public List<Cause> causes() {
		return this.store.jdbc()
			.sql(KEYS)
			.query(String.class)
			.list()
			.stream()
			.flatMap((key) -> this.store.jdbc().sql(ONE).param("cause", key).query(CauseQueries::cause).stream())
			.sorted(Comparator.comparing(Cause::last).reversed())
			.toList();
	}

	private static Cause cause(ResultSet row, int number) throws SQLException {
		int counted = row.getInt("number");
		return new Cause(row.getString("cause_key"), row.getString("failure_class"), text(row, "code"),
				text(row, "source"), Math.min(counted, MOST_COUNTED), counted > MOST_COUNTED,
				Math.min(row.getInt("superseded"), MOST_COUNTED), time(row, "first_at"), time(row, "finished_at"),
				text(row, "reason"), row.getString("id"));
	}

	private static String text(ResultSet row, String column) throws SQLException {
		return ColumnText.read(row.getString(column));
	}

	private static Instant time(ResultSet row, String column) throws SQLException {
		return Instant.ofEpochMilli(row.getLong(column));
	}

}
