package dev.fusesync.verification.diagnosis;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.fusesync.verification.CanonicalJson;
import dev.fusesync.verification.WebhookRejectedException;
import dev.fusesync.webhook.Shown;

/**
 * What frameworks change when they parse a webhook and write it again, and how it is
 * undone: in the parsed body.
 */
final class ValueChanges {

	/** Fuse's fields that may be absent. */
	private static final List<String> OPTIONAL = List.of("asset_report_id", "historical_transactions_available",
			"removed_transaction_ids", "verification_token", "remote_data", "source", "environment");

	private final Map<?, ?> object;

	ValueChanges(Map<?, ?> object) {
		this.object = object;
	}

	/** The canonical forms with one kind of change undone. */
	Stream<Form> undone() {
		return Stream.of(inStrings(), inValues(), ofNames(), nullsRemoved(), inFields()).flatMap((forms) -> forms);
	}

	private Stream<Form> inStrings() {
		return Stream
			.of(strings(Cause.SLASHES_ESCAPED, (text) -> text.replace("\\/", "/")),
					strings(Cause.UNICODE_ESCAPED, Escapes::unicode), strings(Cause.HTML_ESCAPED, Escapes::html),
					strings(Cause.UNICODE_NORMALIZED, (text) -> Normalizer.normalize(text, Normalizer.Form.NFC)),
					strings(Cause.UNICODE_NORMALIZED, (text) -> Normalizer.normalize(text, Normalizer.Form.NFD)))
			.flatMap((forms) -> forms);
	}

	private Stream<Form> strings(Cause cause, UnaryOperator<String> undo) {
		return form(() -> Tree.map(this.object, (value) -> (value instanceof String text) ? undo.apply(text) : value),
				Finding.of(cause));
	}

	private Stream<Form> inValues() {
		return Stream.concat(form(() -> Tree.map(this.object, Tree::unquoted), Finding.of(Cause.VALUES_TO_TEXT)),
				form(() -> Tree.map(this.object, (value) -> (value instanceof Number) ? value.toString() : value),
						Finding.of(Cause.TEXT_TO_VALUES)));
	}

	private Stream<Form> ofNames() {
		return Stream.concat(form(() -> Tree.withoutNulls(this.object), Finding.of(Cause.NULLS_ADDED)),
				form(() -> Tree.named(this.object, ValueChanges::inSnakeCase), Finding.of(Cause.NAMES_CHANGED)));
	}

	private static String inSnakeCase(String name) {
		return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").replace('-', '_').toLowerCase(Locale.ROOT);
	}

	/** Every subset of what Fuse may have sent with null. */
	private Stream<Form> nullsRemoved() {
		List<String> absent = OPTIONAL.stream().filter(Predicate.not(this.object::containsKey)).toList();
		return IntStream.range(1, 1 << absent.size()).boxed().flatMap((subset) -> {
			List<String> removed = IntStream.range(0, absent.size())
				.filter((i) -> (subset >> i & 1) == 1)
				.mapToObj(absent::get)
				.toList();
			return form(() -> {
				Map<Object, Object> more = new LinkedHashMap<>(this.object);
				removed.forEach((name) -> more.put(name, null));
				return more;
			}, new Finding(Cause.NULLS_REMOVED, String.join(", ", removed)));
		});
	}

	private Stream<Form> inFields() {
		return this.object.keySet().stream().flatMap(this::inField);
	}

	/** One field more, an envelope, or JSON in a string and the other way round. */
	private Stream<Form> inField(Object field) {
		String name = Shown.of(field.toString());
		Stream<Form> without = form(() -> {
			Map<?, ?> fewer = new LinkedHashMap<>(this.object);
			fewer.remove(field);
			return fewer;
		}, new Finding(Cause.FIELD_ADDED, name));
		Object value = this.object.get(field);
		Finding envelope = new Finding(Cause.BODY_ENVELOPE, name);
		if (value instanceof Map<?, ?> || value instanceof List<?>) {
			return Stream.of(without, form(() -> value, envelope), text(field, value, false), text(field, value, true))
				.flatMap((forms) -> forms);
		}
		return (value instanceof String text) ? Stream
			.of(without, form(() -> json(text), envelope),
					form(() -> with(field, json(text)), new Finding(Cause.JSON_TO_TEXT, name)))
			.flatMap((forms) -> forms) : without;
	}

	private Stream<Form> text(Object field, Object value, boolean indented) {
		return form(() -> with(field, Tree.text(value, indented)),
				new Finding(Cause.TEXT_TO_JSON, Shown.of(field.toString())));
	}

	/** The object in a string; null if there is none. */
	private static Object json(String text) {
		return text.startsWith("{") || text.isBlank() || Character.isWhitespace(text.charAt(0))
				? Json.of(text.getBytes(StandardCharsets.UTF_8)).object() : null;
	}

	/** The body with another value; null if that is null. */
	private Map<?, ?> with(Object field, Object value) {
		if (value == null) {
			return null;
		}
		Map<Object, Object> other = new LinkedHashMap<>(this.object);
		other.put(field, value);
		return other;
	}

	private Stream<Form> form(Supplier<Object> before, Finding finding) {
		return Stream.of(Form.of(() -> canonical(before.get()), finding));
	}

	private byte[] canonical(Object before) {
		try {
			return (before == null || before.equals(this.object)) ? null : CanonicalJson.of(before);
		}
		catch (WebhookRejectedException ex) {
			return null;
		}
	}

}
