package dev.fusesync.store.jdbc;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.fusesync.store.NewWebhook;
import dev.fusesync.webhook.WebhookId;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Text from outside comes back from a column exactly, and ids tell webhooks apart. */
class ColumnTextTest {

	private static final long SEED = 20_260_402;

	/** What is special to a column, beside any other character. */
	private static final String SPECIAL = "\\\\\\u0\u0000\uD800\uDBFF\uDC00\uDFFF\uFFFFx";

	private static Stream<String> texts() {
		Random random = new Random(SEED);
		return Stream
			.generate(() -> IntStream.range(0, random.nextInt(8))
				.mapToObj((i) -> String.valueOf(random.nextInt(4) == 0 ? (char) random.nextInt(0x10000)
						: SPECIAL.charAt(random.nextInt(SPECIAL.length()))))
				.collect(Collectors.joining()))
			.limit(50_000);
	}

	@Test
	void anyTextComesBackAsItWas() {
		assertThat(texts()).allSatisfy((text) -> assertThat(ColumnText.read(ColumnText.write(text))).isEqualTo(text));
		assertThat(ColumnText.write(null)).isNull();
		assertThat(ColumnText.read(null)).isNull();
	}

	@Test
	void aColumnHoldsWhatAnyDatabaseKeeps() {
		assertThat(texts().map(ColumnText::write)).allSatisfy((column) -> assertThat(column).doesNotContain("\0")
			.isEqualTo(new String(column.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)));
	}

	@Test
	void differentConnectionsHaveDifferentKeysLoneSurrogatesToo() {
		Set<String> texts = texts().collect(Collectors.toCollection(HashSet::new));
		assertThat(texts.stream().map(NewWebhook::connectionKey).distinct()).hasSameSizeAs(texts);
		assertThat(NewWebhook.connectionKey(null)).isNull();
	}

	@Test
	void idsSortByTheTimeOfTheirWebhooks() {
		assertThat(IntStream.range(0, 1_000).mapToObj((i) -> WebhookId.next(1_700_000_000_000L + 7L * i))).isSorted()
			.doesNotHaveDuplicates()
			.allMatch((id) -> id.charAt(14) == '7' && "89ab".indexOf(id.charAt(19)) >= 0);
	}

}
