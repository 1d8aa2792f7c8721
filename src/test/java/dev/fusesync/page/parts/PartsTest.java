package dev.fusesync.page.parts;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.fusesync.page.parts.Filter.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** How times, links, numbers and filters are written. */
class PartsTest {

	private static final Times TIMES = new Times(Instant.parse("2026-11-30T12:00:00Z"));

	@ParameterizedTest
	@CsvSource({ "2026-11-30T12:00:00Z, now", "2026-11-30T11:59:59.900Z, now", "2026-11-30T11:59:59Z, 1 second ago",
			"2026-11-30T11:58:01Z, 119 seconds ago", "2026-11-30T11:58:00Z, 2 minutes ago",
			"2026-11-30T10:00:00Z, 2 hours ago", "2026-11-28T12:00:01Z, 47 hours ago",
			"2026-11-28T12:00:00Z, 2 days ago", "2026-11-30T12:00:41Z, in 41 seconds",
			"2027-11-30T12:00:00Z, in 365 days" })
	void tellsHowLongAgo(String time, String ago) {
		assertThat(TIMES.of(TextNode.valueOf(time)).ago()).isEqualTo(ago);
	}

	@Test
	void tellsTheTimeInUtc() {
		assertThat(TIMES.of(TextNode.valueOf("2026-11-30T09:08:07.123Z")).full()).isEqualTo("2026-11-30 09:08:07 UTC");
		assertThat(TIMES.clock()).isEqualTo("12:00:00 UTC");
		assertThat(TIMES.of(TextNode.valueOf("soon\u202e")).full()).isEqualTo("soon\\u202E");
	}

	@Test
	void countsInWords() {
		assertThat(Times.count(1, "dead letter")).isEqualTo("1 dead letter");
		assertThat(Times.count(10_000, "dead letter")).isEqualTo("10,000 dead letters");
	}

	@Test
	void encodesLinks() {
		assertThat(Link.to("dead-letters").with("source", "a&b=c d\"/ä").with("code", null).with("type", " "))
			.hasToString("dead-letters?source=a%26b%3Dc+d%22%2F%C3%A4");
		assertThat(Link.to("")).hasToString("./");
		assertThat(Link.canHave("\ud83d\ude00")).isTrue();
		assertThat(Link.canHave("\ud83d")).isFalse();
		assertThat(Link.canHave("x".repeat(5_000))).isFalse();
	}

	@Test
	void keepsWhatWasChosen() {
		Filter filter = Filter.of("waiting", Map.of("queue", "inbox", "source", "<b>", "other", "x"),
				List.of(Field.choice("queue", "Queue", "inbox", "other-events"),
						Field.text("source", "Source", "plaid"), Field.text("code", "Code", "")));
		assertThat(filter.chips()).containsExactly("Queue: inbox", "Source: <b>");
		assertThat(filter.any()).isTrue();
		assertThat(filter.fields().get(0).options()).filteredOn(Filter.Option::selected)
			.extracting(Filter.Option::value)
			.containsExactly("inbox");
	}

	@Test
	void readsFieldsThatMayBeMissing() throws Exception {
		Fields fields = new Fields(new JsonMapper().readTree("""
				{"count":10000,"more":true,"age":843.5,"text":"PT3M","ends":"2026-12-01T00:00:00Z","no":null}"""),
				TIMES);
		assertThat(fields.count("count")).isEqualTo("10,000+");
		assertThat(fields.age("age")).isEqualTo("14 minutes");
		assertThat(fields.age("text")).isEqualTo("3 minutes");
		assertThat(fields.age("nothing")).isNull();
		assertThat(fields.text("no")).isNull();
		assertThat(fields.time("nothing")).isNull();
		assertThat(fields.of("nothing").list("nothing")).isEmpty();
		assertThat(fields.isBefore("ends", Instant.parse("2026-12-02T00:00:00Z"))).isTrue();
		assertThat(fields.isBefore("ends", Instant.parse("2026-11-02T00:00:00Z"))).isFalse();
		assertThat(fields.isBefore("text", Instant.MAX)).isFalse();
	}

}
