package dev.fusesync.page.parts;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * A link to another page. It is relative, so it works behind a proxy with a prefix.
 *
 * @param path the path of the page
 * @param parameters its parameters, in the order of their names
 */
public record Link(String path, Map<String, String> parameters) {

	/** Encoded, such a value still fits into the 8 KB that a request's head may have. */
	private static final int LONGEST = 700;

	/** A link to a page. */
	public static Link to(String path) {
		return new Link(path, Map.of());
	}

	/**
	 * Whether an address can have that value: an id may hold half a character, or be too
	 * long.
	 */
	public static boolean canHave(String value) {
		return value != null && value.length() <= LONGEST && StandardCharsets.UTF_8.newEncoder().canEncode(value);
	}

	/** Returns a copy with a parameter, unless its value is null or blank. */
	public Link with(String name, String value) {
		return (value != null) ? with(Map.of(name, value)) : this;
	}

	/** Returns a copy with these parameters, without blank ones. */
	public Link with(Map<String, String> more) {
		Map<String, String> all = new TreeMap<>(this.parameters);
		more.forEach((name, value) -> {
			if (!value.isBlank()) {
				all.put(name, value);
			}
		});
		return new Link(this.path, all);
	}

	@Override
	public String toString() {
		StringBuilder link = new StringBuilder(this.path.isEmpty() ? "./" : this.path);
		char separator = '?';
		for (Map.Entry<String, String> parameter : this.parameters.entrySet()) {
			link.append(separator)
				.append(parameter.getKey())
				.append('=')
				.append(URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8));
			separator = '&';
		}
		return link.toString();
	}

}
