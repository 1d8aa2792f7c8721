package dev.fusesync.deadletters;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;

import jakarta.jms.JMSException;
import jakarta.jms.Message;

/**
 * The labels on a stored webhook, under the names that they have in the routes; JMS knows
 * no hyphen in a name.
 */
final class Labels {

	private Labels() {
	}

	static String nameInJms(String name) {
		return name.replace("-", "_HYPHEN_");
	}

	/** All labels of a message, the broker's own properties among them, by name. */
	static Map<String, Object> of(Message message) throws JMSException {
		Map<String, Object> labels = new LinkedHashMap<>();
		Enumeration<?> names = message.getPropertyNames();
		while (names.hasMoreElements()) {
			String name = names.nextElement().toString();
			labels.put(name.replace("_HYPHEN_", "-"), message.getObjectProperty(name));
		}
		return labels;
	}

	/** The label as text, null if there is none. */
	static String text(Map<String, Object> labels, String name) {
		Object value = labels.get(name);
		return (value == null || value.toString().isEmpty()) ? null : value.toString();
	}

	/** The label as a number, zero if there is none or it is not one. */
	static int number(Map<String, Object> labels, String name) {
		String text = text(labels, name);
		return (text != null && text.matches("\\d{1,9}")) ? Integer.parseInt(text) : 0;
	}

	/** The label as a time, the other time if there is none or it is not one. */
	static Instant time(Map<String, Object> labels, String name, Instant other) {
		try {
			return (text(labels, name) != null) ? Instant.parse(text(labels, name)) : other;
		}
		catch (DateTimeParseException ex) {
			return other;
		}
	}

}
