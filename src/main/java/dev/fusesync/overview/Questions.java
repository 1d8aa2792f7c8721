package dev.fusesync.overview;

import java.util.function.Supplier;

import dev.fusesync.store.Buckets;
import dev.fusesync.store.Dialect;
import dev.fusesync.store.Store;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.dao.DataAccessException;

/**
 * The questions that one answer asks the database. While PostgreSQL is away none is
 * asked, and none after one that failed, since each would wait 5 s for a connection.
 * SQLite is a file, which can be read also while the disk is full.
 */
final class Questions {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.overview");

	private boolean away;

	private Questions(boolean away) {
		this.away = away;
	}

	static Questions to(Store store, Dialect database) {
		return new Questions(
				store.buckets() != Buckets.ALL && (store.trouble().isPresent() || database.shortage().isPresent()));
	}

	/** Returns the answer, or something else if there is none. */
	<T> T ask(Supplier<T> question, T otherwise) {
		if (this.away) {
			return otherwise;
		}
		try {
			return question.get();
		}
		catch (DataAccessException ex) {
			LOG.debug("A part of the overview could not be read", ex);
			this.away = true;
			return otherwise;
		}
	}

}
