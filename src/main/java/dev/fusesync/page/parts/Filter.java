package dev.fusesync.page.parts;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import dev.fusesync.webhook.Shown;

/**
 * The form above a list that chooses what is listed.
 *
 * @param action the path of the list
 * @param fields its fields with their present values
 * @param chips what is chosen, in words
 */
public record Filter(String action, List<Field> fields, List<String> chips) {

	/** Fills the fields with the parameters of a request. */
	public static Filter of(String action, Map<String, String> values, List<Field> fields) {
		List<Field> filled = fields.stream().map((field) -> field.with(values.get(field.name()))).toList();
		return new Filter(action, filled, filled.stream().flatMap((field) -> field.chip().stream()).toList());
	}

	/** Whether anything is chosen. */
	public boolean any() {
		return !this.chips.isEmpty();
	}

	/**
	 * A field.
	 *
	 * @param name of the endpoint's parameter
	 * @param label what a person reads
	 * @param hint an example; blank for none
	 * @param value what is typed or chosen
	 * @param options the values to choose from; empty for a text
	 */
	public record Field(String name, String label, String hint, String value, List<Option> options) {

		/** A field for a text. */
		public static Field text(String name, String label, String hint) {
			return new Field(name, label, hint, "", List.of());
		}

		/** A field with values to choose from, of which the first is for all. */
		public static Field choice(String name, String label, String... values) {
			return new Field(name, label, "", "",
					List.of(values).stream().map((value) -> new Option(value, false)).toList());
		}

		/** Whether it has values to choose from. */
		public boolean chooses() {
			return !this.options.isEmpty();
		}

		Field with(String chosen) {
			String present = (chosen != null) ? chosen : "";
			return new Field(this.name, this.label, this.hint, present,
					this.options.stream()
						.map((option) -> new Option(option.value(), option.value().equals(present)))
						.toList());
		}

		private Optional<String> chip() {
			return this.value.isEmpty() ? Optional.empty() : Optional.of(this.label + ": " + Shown.of(this.value));
		}

	}

	/**
	 * A value to choose.
	 *
	 * @param value the value, which is also shown
	 * @param selected whether it is chosen
	 */
	public record Option(String value, boolean selected) {

	}

}
