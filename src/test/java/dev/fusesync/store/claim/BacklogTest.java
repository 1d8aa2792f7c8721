package dev.fusesync.store.claim;

import java.util.List;

import dev.fusesync.store.StoredWebhook;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What is read while connections are locked and freed. */
class BacklogTest {

	private final Backlog backlog = new Backlog();

	@Test
	void aNewerWebhookWaitsForTheOlderOnesOfAConnectionThatWasFreedWhileItWasRead() {
		assertThat(this.backlog.beginRead(100)).isTrue();
		this.backlog.block("freed");
		this.backlog.unblock("freed");
		this.backlog.read(List.of(), List.of(row(35, "freed"), row(36, "other"), row(37, null)), null, null, 100);
		assertThat(this.backlog.candidates()).toIterable()
			.extracting((next) -> next.row().seq())
			.containsExactly(36L, 37L);
		assertThat(this.backlog.takeFreed()).isEqualTo("freed");
	}

	private static StoredWebhook row(long seq, String connectionKey) {
		return new StoredWebhook(seq, "id-" + seq, "inbox", 0, connectionKey, "type", "connection", "source", "sandbox",
				"signature", 10, seq, seq, seq, 0, 0, 0, 0, 0, 0, 0);
	}

}
