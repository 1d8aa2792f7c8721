package dev.fusesync.connections;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.fusesync.management.Parameters;

/**
 * A page of the list of connections.
 *
 * @param entries the connections of this page; may be fewer than the limit, even none,
 * although there are more pages
 * @param next the value of {@code after} for the next page; null on the last page
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ConnectionPage(List<ConnectionStatus> entries, String next) {

	/**
	 * A position in the list, which is ordered by key, or that of ended connections by
	 * time.
	 *
	 * @param at when the connection ended, in ms since 1970; 0 in the order of keys
	 * @param key the connection's key, see
	 * {@link dev.fusesync.store.NewWebhook#connectionKey}
	 */
	record Place(long at, String key) {

		static final Place FIRST = new Place(Long.MIN_VALUE, "");

		/** Parses the value of {@code next} of a page; null starts with the first. */
		static Place of(String after) {
			if (after == null) {
				return FIRST;
			}
			if (!after.matches("\\d{1,18}\\.[\\w-]{43}")) {
				throw Parameters.wrong("The value of after is what the previous page has under next");
			}
			int dot = after.indexOf('.');
			return new Place(Long.parseLong(after.substring(0, dot)), after.substring(dot + 1));
		}

		@Override
		public String toString() {
			return this.at + "." + this.key;
		}

	}

}
