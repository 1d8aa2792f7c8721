package dev.fusesync.waiting;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import dev.fusesync.decisions.Place;
import dev.fusesync.store.Dialect;
import dev.fusesync.store.Store;
import dev.fusesync.store.jdbc.ColumnText;
import dev.fusesync.waiting.Conditions.Range;

import org.springframework.stereotype.Component;

/**
 * Scans waiting webhooks in order of due time. No index has what they may be filtered by
 * besides their connection, since each insert and each retry would write it.
 */
@Component
class WaitingScanQueries {

	/** Instead of an end: the time is never over. */
	static final long TO_THE_END = Long.MAX_VALUE;

	/** Rows of the first step of a scan, and of a later one at most. */
	private static final int FIRST_STEP = 64;

	private static final int LONGEST_STEP = 2_000;

	private static final Comparator<Chosen> ORDER = Comparator.comparingLong((Chosen one) -> one.place().at())
		.thenComparingLong((one) -> one.place().seq());

	private final Store store;

	private final Dialect dialect;

	WaitingScanQueries(Store store, Dialect dialect) {
		this.store = store;
		this.dialect = dialect;
	}

	/**
	 * Scans until so many are found, there are no more, or the time is over. A step that
	 * finds too few is followed by a longer one.
	 * @param later see {@link WaitingQueries#later}
	 * @param endNanos when the time is over, as {@link System#nanoTime()}, or
	 * {@link #TO_THE_END}
	 */
	Scan scan(Conditions conditions, Range range, int rows, long later, long endNanos) {
		List<Chosen> found = new ArrayList<>();
		Place after = range.after();
		int step = Math.max(FIRST_STEP, rows);
		do {
			Scan next = step(conditions, new Range(after, range.latest()), rows - found.size(), step, later);
			found.addAll(next.found());
			after = next.next();
			step = Math.min(Math.max(LONGEST_STEP, rows), 2 * step);
		}
		while (after != null && found.size() < rows && (endNanos == TO_THE_END || System.nanoTime() - endNanos < 0));
		return new Scan(found, after);
	}

	/** Merges the queues up to where the first of them was cut off. */
	private Scan step(Conditions conditions, Range range, int rows, int step, long later) {
		List<Chosen> found = new ArrayList<>();
		Place end = null;
		for (String queue : conditions.queues()) {
			Scan part = step(conditions, queue, range, rows, step, later);
			found.addAll(part.found());
			end = (end == null || part.next() != null && isBefore(part.next(), end)) ? part.next() : end;
		}
		Place read = end;
		found.removeIf((one) -> read != null && isBefore(read, one.place()));
		found.sort(ORDER);
		return (found.size() > rows) ? new Scan(found.subList(0, rows), found.get(rows - 1).place())
				: new Scan(found, end);
	}

	private Scan step(Conditions conditions, String queue, Range range, int rows, int step, long later) {
		List<Step> steps = this.store.jdbc()
			.sql(conditions.scan(this.dialect))
			.params(conditions.valuesOf(range, queue, step, rows))
			.query((row, number) -> new Step(chosen(row, later), row.getInt("matches") == 1, row.getInt("number")))
			.list();
		List<Chosen> found = steps.stream().filter(Step::matches).map(Step::chosen).toList();
		boolean cut = steps.size() > rows || !steps.isEmpty() && steps.get(steps.size() - 1).number() == step;
		return new Scan(found, cut ? steps.get(steps.size() - 1).chosen().place() : null);
	}

	private static boolean isBefore(Place one, Place other) {
		return one.at() < other.at() || one.at() == other.at() && one.seq() < other.seq();
	}

	static Chosen chosen(ResultSet row, long later) throws SQLException {
		long due = row.getLong("due_at");
		int status = row.getInt("status");
		Integer known = row.wasNull() ? null : status;
		return new Chosen(new Place(due, row.getLong("seq")),
				new Waiting(row.getString("id"), row.getString("queue"), text(row, "type"), text(row, "connection"),
						text(row, "source"), Instant.ofEpochMilli(row.getLong("received_at")), row.getInt("attempts"),
						Instant.ofEpochMilli(due), row.getString("failure_class"), known, text(row, "code"),
						text(row, "request_id"), text(row, "reason"), (due > later) ? Waiting.LATER : Waiting.DUE));
	}

	private static String text(ResultSet row, String column) throws SQLException {
		return ColumnText.read(row.getString(column));
	}

	/**
	 * What was found.
	 *
	 * @param next the place after which to go on; null if there are no more
	 */
	record Scan(List<Chosen> found, Place next) {

	}

	/**
	 * A row that was scanned.
	 *
	 * @param matches false for the last one of a step, if it does not match
	 * @param number its number among the rows of the step, from 1 on
	 */
	private record Step(Chosen chosen, boolean matches, int number) {

	}

}
