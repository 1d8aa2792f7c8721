package dev.fusesync.waiting;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import dev.fusesync.decisions.ManyDecision;
import dev.fusesync.decisions.Place;
import dev.fusesync.decisions.Total;
import dev.fusesync.store.Store;
import dev.fusesync.store.jdbc.ColumnText;
import dev.fusesync.waiting.Conditions.Range;
import dev.fusesync.waiting.WaitingScanQueries.Scan;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Reads waiting webhooks, those that are due first.
 */
@Component
class WaitingQueries {

	/**
	 * A webhook that is due within this time, in ms, is left alone: another instance may
	 * have claimed it, whose reading of the clock differs, and it may become due while a
	 * commit waits for the disk.
	 */
	static final long MARGIN_MS = 15_000;

	/** After that, a page is returned although it is not full. */
	private static final Duration PATIENCE = Duration.ofSeconds(1);

	private final Store store;

	private final WaitingScanQueries scans;

	private final Clock clock;

	@Autowired
	WaitingQueries(Store store, WaitingScanQueries scans) {
		this(store, scans, store.clock());
	}

	/** For tests that set the clock. */
	WaitingQueries(Store store, WaitingScanQueries scans, Clock clock) {
		this.store = store;
		this.scans = scans;
		this.clock = clock;
	}

	/** A webhook waits for a time if it is due later than this, in ms since 1970. */
	long later() {
		return this.clock.millis() + MARGIN_MS;
	}

	/** Returns a page of matches, starting after a position. */
	WaitingPage page(WaitingFilter filter, Place after, int limit) {
		long end = System.nanoTime() + PATIENCE.toNanos();
		Scan scan = this.scans.scan(Conditions.of(filter), new Range(after, filter.latest()), limit, later(), end);
		return new WaitingPage(scan.found().stream().map(Chosen::webhook).toList(),
				(scan.next() != null) ? scan.next().toString() : null);
	}

	/** Counts the matches that wait for a time. */
	Total countLater(WaitingFilter filter) {
		return count(filter, new Range(new Place(later(), Long.MAX_VALUE), filter.latest()));
	}

	/** Counts the matches that are due. */
	Total countDue(WaitingFilter filter) {
		return count(filter, new Range(Place.FIRST, Math.min(later(), filter.latest())));
	}

	private Total count(WaitingFilter filter, Range range) {
		Conditions conditions = Conditions.of(filter);
		return Total.of(this.store.jdbc()
			.sql(conditions.count())
			.params(conditions.valuesOf(range))
			.query(Integer.class)
			.single());
	}

	/** Returns one that is still waiting. */
	Optional<Chosen> one(String id) {
		long later = later();
		return this.store.jdbc()
			.sql(Conditions.BY_ID)
			.param("id", ColumnText.write(id))
			.query((row, number) -> WaitingScanQueries.chosen(row, later))
			.optional();
	}

	/** The next webhooks to which a decision applies, of those that wait for a time. */
	List<Chosen> next(ManyDecision many, int rows) {
		WaitingFilter filter = many.filterAs(WaitingFilter.class);
		Place later = new Place(later(), Long.MAX_VALUE);
		Place after = (many.place().at() > later.at()) ? many.place() : later;
		return this.scans
			.scan(Conditions.of(filter, many), new Range(after, filter.latest()), rows, later.at(),
					WaitingScanQueries.TO_THE_END)
			.found();
	}

}
