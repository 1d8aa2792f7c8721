package dev.fusesync.secrets;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A secret setting: the text itself, or {@code file:} and the path of a file that is read
 * at every use, so that a mounted secret can be replaced while the program runs. With
 * {@code optional:} before it, the secret is not set while the file is missing or blank.
 * A PEM file becomes the base64 of its bytes on one line, as Fuse requires for
 * {@code Teller-Certificate} and {@code Teller-Private-Key}; any other file is used
 * without its trailing line break. {@link #toString()} never shows the text.
 */
public final class Secret {

	/** Maximum length in bytes of a value for a header of an HTTP request. */
	static final int LONGEST = 8 * 1024;

	private static final String FILE = "file:";

	/** Spring Boot's prefix for what may be missing. */
	private static final String OPTIONAL = "optional:";

	private static final Pattern QUOTED = Pattern.compile("\".*\"|'.*'");

	private final String setting;

	private Secret(String setting) {
		this.setting = setting;
	}

	/** Called by Spring to bind a setting; {@code null} and blank mean "not set". */
	public static Secret valueOf(String setting) {
		return new Secret((setting == null || setting.isBlank()) ? "" : setting);
	}

	public boolean isSet() {
		return isOptional() ? file().filter(Secret::isThere).isPresent() : !this.setting.isEmpty();
	}

	/** One that cannot be read is there, so that its fault is told. */
	private static boolean isThere(Path file) {
		try {
			return Files.isRegularFile(file) && !read(file).isBlank();
		}
		catch (UncheckedIOException ex) {
			return Files.isRegularFile(file);
		}
	}

	private boolean isOptional() {
		return this.setting.startsWith(OPTIONAL);
	}

	/** The file that contains the secret, if there is one. */
	public Optional<Path> file() {
		return namesFile() ? Optional.of(Path.of(location().substring(FILE.length()))) : Optional.empty();
	}

	/** Whether it is the text of a file, which need not exist. */
	boolean namesFile() {
		return location().startsWith(FILE);
	}

	private String location() {
		return isOptional() ? this.setting.substring(OPTIONAL.length()) : this.setting;
	}

	/**
	 * Returns where its file really is, with symbolic links followed; empty without a
	 * file.
	 * @throws UncheckedIOException if the file does not exist
	 */
	public Optional<Path> place() {
		return file().map((file) -> {
			try {
				return file.toRealPath();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		});
	}

	/**
	 * Returns the current text of the secret.
	 * @throws UncheckedIOException if its file cannot be read
	 * @throws IllegalStateException if it cannot be sent in an HTTP header; the message
	 * gives the reason without the text
	 */
	public String text() {
		String text = file().map(Secret::read).orElse(this.setting);
		fault(text).ifPresent((fault) -> {
			throw new IllegalStateException(fault);
		});
		return text;
	}

	/** Why {@link #text()} cannot be used, as the end of a sentence. */
	public Optional<String> fault() {
		try {
			text();
			return Optional.empty();
		}
		catch (UncheckedIOException ex) {
			return Optional.of("names a file that cannot be read (" + ex.getCause().getMessage() + ")");
		}
		catch (IllegalStateException | IllegalArgumentException ex) {
			return Optional.of(ex.getMessage());
		}
	}

	private static Optional<String> fault(String text) {
		if (text.isEmpty()) {
			return Optional.of("is empty");
		}
		if (text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0) {
			return Optional.of("contains a line break (is it wrapped base64, or a PEM text?)");
		}
		if (!isPrintable(text)) {
			return Optional.of("contains a character that cannot be sent in an HTTP header");
		}
		if (!text.equals(text.strip())) {
			return Optional.of("begins or ends with a blank, which would not be sent");
		}
		if (QUOTED.matcher(text).matches()) {
			return Optional.of("is in quotes, which would be part of it");
		}
		return (text.length() > LONGEST) ? Optional.of("is longer than " + LONGEST + " bytes") : Optional.empty();
	}

	/** A loop, since it is asked for each credential of each call. */
	private static boolean isPrintable(String text) {
		for (int i = 0; i < text.length(); i++) {
			if (text.charAt(i) < 0x20 || text.charAt(i) > 0x7e) {
				return false;
			}
		}
		return true;
	}

	private static String read(Path file) {
		try {
			byte[] content = Files.readAllBytes(file);
			String text = new String(content, StandardCharsets.UTF_8);
			return text.contains("-----BEGIN ") ? Base64.getEncoder().encodeToString(content) : text.stripTrailing();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@Override
	public String toString() {
		return isSet() ? "******" : "";
	}

}
