package dev.fusesync.verification.diagnosis;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
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
		return form(Tree.map(this.object, (value) -> (value instanceof String text) ? undo.apply(text) : value),
				Finding.of(cause));
	}

	private Stream<Form> inValues() {
		return Stream.concat(form(Tree.map(this.object, Tree::unquoted), Finding.of(Cause.VALUES_TO_TEXT)),
				form(Tree.map(this.object, (value) -> (value instanceof Number) ? value.toString() : value),
						Finding.of(Cause.TEXT_TO_VALUES)));
	}

	private Stream<Form> ofNames() {
		return Stream.concat(form(Tree.withoutNulls(this.object), Finding.of(Cause.NULLS_ADDED)),
				form(Tree.named(this.object, ValueChanges::inSnakeCase), Finding.of(Cause.NAMES_CHANGED)));
	}

	private static String inSnakeCase(String name) {
		return name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").replace('-', '_').toLowerCase(Locale.ROOT);
	}

	/** Every subset of what Fuse may have sent with null. */
	private Stream<Form> nullsRemoved() {
		List<String> absent = OPTIONAL.stream().filter(Predicate.not(this.object::containsKey)).toList();
		return IntStream.range(1, 1 << absent.size()).boxed().flatMap((subset) -> {
			Map<Object, Object> more = new LinkedHashMap<>(this.object);
			List<String> removed = new ArrayList<>();
			IntStream.range(0, absent.size())
				.filter((i) -> (subset >> i & 1) == 1)
				.forEach((i) -> removed.add(absent.get(i)));
			removed.forEach((name) -> more.put(name, null));
			return form(more, new Finding(Cause.NULLS_REMOVED, String.join(", ", removed)));
		});
	}

	private Stream<Form> inFields() {
		return this.object.keySet().stream().flatMap(this::inField);
	}

	/** One field more, an envelope, or JSON in a string and the other way round. */
	private Stream<Form> inField(Object field) {
		String name = Shown.of(field.toString());
		Map<?, ?> fewer = new LinkedHashMap<>(this.object);
		fewer.remove(field);
		Stream<Form> without = form(fewer, new Finding(Cause.FIELD_ADDED, name));
		Object value = this.object.get(field);
		if (value instanceof Map<?, ?> || value instanceof List<?>) {
			return Stream.concat(without,
					Stream.concat(form(value, new Finding(Cause.BODY_ENVELOPE, name)), Tree.texts(value)
						.flatMap((text) -> form(with(field, text), new Finding(Cause.TEXT_TO_JSON, name)))));
		}
		Json json = (value instanceof String text) ? Json.of(text.getBytes(StandardCharsets.UTF_8)) : null;
		return (json == null || json.fault() != null) ? without
				: Stream.concat(without, Stream.concat(form(json.object(), new Finding(Cause.BODY_ENVELOPE, name)),
						form(with(field, json.object()), new Finding(Cause.JSON_TO_TEXT, name))));
	}

	private Map<?, ?> with(Object field, Object value) {
		Map<Object, Object> other = new LinkedHashMap<>(this.object);
		other.put(field, value);
		return other;
	}

	private Stream<Form> form(Object before, Finding finding) {
		try {
			return before.equals(this.object) ? Stream.empty() : Stream.of(Form.of(CanonicalJson.of(before), finding));
		}
		catch (WebhookRejectedException ex) {
			return Stream.empty();
		}
	}

}
