package dev.fusesync.deadletters;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A page of the list of dead letters, the oldest first.
 *
 * @param total number of matches on all pages, counted up to 10,000
 * @param more whether there are more matches than that
 * @param entries the dead letters of this page
 * @param next the value of {@code after} for the next page; null on the last page
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeadLetterPage(int total, boolean more, List<DeadLetter> entries, String next) {

}
