package dev.fusesync.page.parts;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fusesync.page.parts.Times.Moment;
import dev.fusesync.webhook.Shown;

/**
 * The fields of a JSON object, as a page shows them.
 *
 * @param json the object; one that is missing has no fields
 * @param times formats its times
 */
public record Fields(JsonNode json, Times times) {

	/** With the paths of two files. */
	private static final int LONGEST_SENTENCE = 450;

	/** The text or number on one line, shortened; null if it is missing. */
	public String text(String name) {
		String value = raw(name);
		return (value != null) ? Shown.of(value) : null;
	}

	/** The text of a sentence, which is longer than others; null if it is missing. */
	public String sentence(String name) {
		String value = raw(name);
		return (value != null) ? Shown.of(value, LONGEST_SENTENCE) : null;
	}

	/** The text or number as it is, for links and endpoints; null if it is missing. */
	public String raw(String name) {
		JsonNode value = this.json.path(name);
		return (value.isMissingNode() || value.isNull()) ? null : value.asText();
	}

	/** The number; 0 if it is missing. */
	public long number(String name) {
		return this.json.path(name).asLong();
	}

	/** The number with commas. */
	public String count(String name) {
		return Times.number(number(name)) + (flag("more") ? "+" : "");
	}

	/** Whether it is true. */
	public boolean flag(String name) {
		return this.json.path(name).asBoolean();
	}

	/** The time; null if it is missing. */
	public Moment time(String name) {
		return this.times.of(this.json.path(name));
	}

	/** Whether the time is there, and before another one. */
	public boolean isBefore(String name, Instant other) {
		try {
			return raw(name) != null && Instant.parse(raw(name)).isBefore(other);
		}
		catch (DateTimeException ex) {
			return false;
		}
	}

	/** A duration in seconds, from a number of them or as PT3M; 0 if it is missing. */
	public long seconds(String name) {
		JsonNode value = this.json.path(name);
		return value.isTextual() ? Duration.parse(value.textValue()).toSeconds() : value.asLong();
	}

	/** The duration in words; null if it is missing or 0. */
	public String age(String name) {
		return (seconds(name) > 0) ? Times.words(Duration.ofSeconds(seconds(name))) : null;
	}

	/** An object in this one. */
	public Fields of(String name) {
		return new Fields(this.json.path(name), this.times);
	}

	/** The objects of a list in this one; of this one itself if the name is blank. */
	public List<Fields> list(String name) {
		List<Fields> list = new ArrayList<>();
		(name.isEmpty() ? this.json : this.json.path(name)).forEach((one) -> list.add(new Fields(one, this.times)));
		return list;
	}

	/** The texts of a list in this one. */
	public List<String> strings(String name) {
		List<String> strings = new ArrayList<>();
		this.json.path(name).forEach((one) -> strings.add(one.asText()));
		return strings;
	}

	/** The names and values of an object in this one, in its order. */
	public List<Map.Entry<String, Fields>> entries(String name) {
		List<Map.Entry<String, Fields>> entries = new ArrayList<>();
		for (Map.Entry<String, JsonNode> field : this.json.path(name).properties()) {
			entries.add(Map.entry(field.getKey(), new Fields(field.getValue(), this.times)));
		}
		return entries;
	}

	/** A link to the dead letters of a cause; to the page of the only one. */
	public String causeLink() {
		boolean only = number("count") == 1 && !flag("more") && Link.canHave(raw("example"));
		return (only ? Link.to("dead-letter").with("id", raw("example"))
				: Link.to("dead-letters").with("cause", raw("cause")))
			.toString();
	}

	/** A link to the page of a connection; null if no address can have its id. */
	public String connectionLink() {
		String id = raw("connection");
		return Link.canHave(id) ? Link.to("connection").with("id", id).toString() : null;
	}

}
