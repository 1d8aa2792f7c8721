package dev.fusesync.connections;

import java.time.Instant;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The sentence that support reads, at 14:10 UTC on the last day of January. */
class SummaryTest {

	private static final Instant NOW = Instant.parse("2026-01-31T14:10:00Z");

	@ParameterizedTest
	@CsvSource(delimiter = '|', nullValues = "-", value = {
			"SYNCED | 2026-01-31T14:07:00Z | - | 2 | - | - | Synced 3 minutes ago at attempt 2",
			"SYNCED | 2026-01-31T14:09:00Z | - | 1 | - | - | Synced 1 minute ago at attempt 1",
			"SYNCED | 2026-01-31T14:09:01Z | - | 1 | - | - | Synced less than a minute ago at attempt 1",
			"SYNCED | 2026-01-31T14:30:00Z | - | 1 | - | - | Synced less than a minute ago at attempt 1",
			"SYNCED | 2026-01-31T13:10:00Z | - | 0 | - | - | Synced 1 hour ago",
			"SYNCED | 2026-01-29T14:10:01Z | - | 0 | - | - | Synced 47 hours ago",
			"SYNCED | 2026-01-29T14:10:00Z | - | 0 | - | - | Synced 2 days ago",
			"WAITING | 2026-01-31T14:00:00Z | - | 3 | 2026-01-31T14:15:00Z | Fuse answered 503. | Waiting for its 4th attempt at 14:15 UTC: Fuse answered 503",
			"WAITING | 2026-01-31T14:00:00Z | - | 1 | 2026-02-01T00:05:00Z | Busy | Waiting for its 2nd attempt at 2026-02-01 00:05 UTC: Busy",
			"WAITING | 2026-01-31T14:00:00Z | - | 2 | 2026-01-31T14:10:00Z | - | Waiting for its 3rd attempt, due since 14:10 UTC",
			"WAITING | 2026-01-31T14:00:00Z | - | 10 | 2026-01-31T14:15:00Z | - | Waiting for its 11th attempt at 14:15 UTC",
			"WAITING | 2026-01-31T14:00:00Z | - | 11 | 2026-01-31T14:15:00Z | - | Waiting for its 12th attempt at 14:15 UTC",
			"WAITING | 2026-01-31T14:00:00Z | - | 20 | 2026-01-31T14:15:00Z | - | Waiting for its 21st attempt at 14:15 UTC",
			"WAITING | 2026-01-31T14:00:00Z | - | 110 | 2026-01-31T14:15:00Z | - | Waiting for its 111th attempt at 14:15 UTC",
			"WAITING | 2026-01-31T14:00:00Z | - | 0 | 2026-01-31T14:00:00Z | - | Waiting for its first attempt since 14:00 UTC",
			"DEAD_LETTERED | 2026-01-30T23:59:00Z | - | 1 | - | Fuse answered 422 with invalid_request_body. | Dead letter since 2026-01-30 23:59 UTC: Fuse answered 422 with invalid_request_body",
			"DEAD_LETTERED | 2026-01-31T00:00:00Z | - | 1 | - | - | Dead letter since 00:00 UTC",
			"ENDED | 2026-01-31T09:05:00Z | - | 0 | - | - | Disconnected or finished since 09:05 UTC",
			"RECEIVED | 2026-01-31T12:10:00Z | transactions.updates | 0 | - | - | Received transactions.updates 2 hours ago, never synced",
			"DISCARDED | 2026-01-31T13:50:00Z | - | 0 | - | - | Discarded 20 minutes ago, never synced",
			"RECEIVED | 2026-01-31T12:10:00Z | - | 0 | - | - | Received none 2 hours ago, never synced" })
	void saysItInOneSentence(ConnectionState state, Instant at, String type, int attempts, Instant due, String reason,
			String sentence) {
		assertThat(new Summary(at, type, attempts, due, reason).of(state, NOW)).isEqualTo(sentence);
	}

}
