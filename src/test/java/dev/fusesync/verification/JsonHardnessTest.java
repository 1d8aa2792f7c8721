package dev.fusesync.verification;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.management.ThreadMXBean;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Named.named;

/**
 * Bodies that are made to cost more than others of their size, before it is known who
 * sent them: each is refused, or read with memory that grows no faster than its size.
 */
class JsonHardnessTest {

	/** A JVM makes some of it once, such as classes and tables. */
	private static final long ONCE = 4_000_000;

	private static final int SIZE = 250_000;

	private final ObjectMapper json = WebhookJson.mapper();

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	static Stream<Named<IntFunction<String>>> bodies() {
		return Stream.of(named("one long name", (n) -> "{\"" + "a".repeat(n) + "\":1}"),
				named("one long number", (n) -> "{\"a\":" + "9".repeat(n) + "}"),
				named("one long fraction", (n) -> "{\"a\":0." + "7".repeat(n) + "}"),
				named("one long exponent", (n) -> "{\"a\":1e" + "0".repeat(n) + "9}"),
				named("exponents without end", (n) -> list(n / 14, "1e999999999")),
				named("subnormal numbers", (n) -> list(n / 8, "5e-324")),
				named("lone surrogates", (n) -> "{\"a\":\"" + "\\ud800".repeat(n / 6) + "\"}"),
				named("escaped zeros", (n) -> "{\"a\":\"" + "\\u0000".repeat(n / 6) + "\"}"),
				named("empty arrays", (n) -> list(n / 3, "[]")), named("empty objects", (n) -> list(n / 3, "{}")),
				named("names with the same hash", (n) -> object(n / 40, JsonHardnessTest::colliding)),
				named("names that are numbers", (n) -> object(n / 12, String::valueOf)),
				named("columns of nested arrays", (n) -> list(n / 1_000, "[".repeat(499) + "]".repeat(499))),
				named("blanks", (n) -> "{" + " ".repeat(n) + "}"));
	}

	/** Twice the body takes at most two and a half times the memory, and ends. */
	@ParameterizedTest
	@MethodSource("bodies")
	void takesMemoryInProportion(IntFunction<String> body) throws JsonProcessingException {
		allocated(body.apply(SIZE));
		long once = allocated(body.apply(SIZE));
		long twice = allocated(body.apply(2 * SIZE));
		assertThat(twice).isLessThan(once * 5 / 2 + ONCE);
		assertThat(twice).as("bytes for one of the body").isLessThan(1_000L * 2 * SIZE);
	}

	@ParameterizedTest
	@MethodSource("bodies")
	void signsWhatItReads(IntFunction<String> body) {
		assertThat(FuseSignature.ofBody(bytes(body.apply(SIZE)), "key")).hasSize(44);
	}

	@Test
	void stopsReadingAMegabyteOfNestedArraysAtTheLimit() {
		byte[] deep = bytes("{\"a\":" + "[".repeat(1 << 20));
		assertThatExceptionOfType(StreamConstraintsException.class)
			.isThrownBy(() -> this.json.readValue(deep, Map.class));
		byte[] objects = bytes("{\"a\":".repeat(1 << 18));
		assertThatExceptionOfType(StreamConstraintsException.class)
			.isThrownBy(() -> this.json.readValue(objects, Map.class));
	}

	/** Half of what a thread has at the least, on any platform. */
	@Test
	void needsLittleStackForTheDeepestBody() {
		int arrays = WebhookJson.DEEPEST - 1;
		byte[] deepest = bytes("{\"a\":" + "[".repeat(arrays) + "]".repeat(arrays) + "}");
		CompletableFuture<String> signature = new CompletableFuture<>();
		Thread thread = new Thread(null, () -> {
			try {
				signature.complete(FuseSignature.ofBody(deepest, "key"));
			}
			catch (Throwable ex) {
				signature.completeExceptionally(ex);
			}
		}, "small-stack", 512 * 1024);
		thread.start();
		assertThat(signature.join()).hasSize(44);
	}

	/** The one check that looks at all names of an object. */
	@Test
	void findsARepeatedNameAmongNamesWithTheSameHash() {
		String object = object(10_000, JsonHardnessTest::colliding);
		byte[] repeated = bytes(object.replace("}", ",\"" + colliding(77) + "\":1}"));
		assertThatExceptionOfType(JsonProcessingException.class)
			.isThrownBy(() -> this.json.readValue(repeated, Map.class));
	}

	private long allocated(String body) throws JsonProcessingException {
		byte[] bytes = bytes(body);
		long before = this.threads.getThreadAllocatedBytes(Thread.currentThread().getId());
		FuseSignature.ofBody(bytes, "key");
		return this.threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
	}

	private static String list(int count, String element) {
		return "{\"a\":[" + Stream.generate(() -> element).limit(count).collect(Collectors.joining(",")) + "]}";
	}

	private static String object(int count, IntFunction<String> name) {
		return IntStream.range(0, count)
			.mapToObj((i) -> "\"" + name.apply(i) + "\":1")
			.collect(Collectors.joining(",", "{", "}"));
	}

	/** Aa and BB have the same hash, and so has every row of as many of them. */
	private static String colliding(int number) {
		return IntStream.range(0, 17)
			.mapToObj((bit) -> ((number >> bit & 1) == 0) ? "Aa" : "BB")
			.collect(Collectors.joining());
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

}
