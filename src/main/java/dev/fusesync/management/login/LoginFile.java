package dev.fusesync.management.login;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file of logins, one a line: a name, a bcrypt hash and a role, with colons, as
 * {@code htpasswd -nBC 10} prints the first two. A hash {@code -} is for a name that only
 * a trusted proxy logs in. A line that begins with # is a comment. The file is read again
 * when it has changed; one that has become wrong is logged once and leaves the logins as
 * they were.
 */
final class LoginFile {

	/** Length of a name at most, in characters. */
	static final int LONGEST_NAME = 200;

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.login");

	private static final String SETTING = "fuse.management.logins";

	private static final String NO_PASSWORD = "-";

	/**
	 * Of cost 10 to 14: less is guessed soon, and more takes seconds of processor time
	 * for each guess of a stranger.
	 */
	private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$1[0-4]\\$[./A-Za-z0-9]{53}");

	private final Path file;

	private String version;

	private Content content;

	/** Reads the file; {@link #faults()} tells what is wrong with it. */
	LoginFile(Path file) {
		this.file = file;
		this.version = version();
		this.content = read();
	}

	/** What is wrong with the file as it was at the start, a sentence each. */
	List<String> faults() {
		return this.content.faults();
	}

	/** Returns the login of that name, as the file has it now. */
	Optional<Entry> find(String name) {
		return Optional.ofNullable(entries().get(name));
	}

	/** Returns all logins by name, as the file has them now. */
	synchronized Map<String, Entry> entries() {
		String now = version();
		if (!now.equals(this.version)) {
			this.version = now;
			Content changed = read();
			if (changed.faults().isEmpty()) {
				this.content = changed;
				LOG.info("The logins of the management port were read again: {}", changed.entries().size());
			}
			else {
				LOG.warn("The logins of the management port stay as they were: {}", String.join(" ", changed.faults()));
			}
		}
		return this.content.entries();
	}

	/** Changes whenever the file does, also if a mounted one is replaced as a whole. */
	private String version() {
		try {
			BasicFileAttributes file = Files.readAttributes(this.file, BasicFileAttributes.class);
			return file.size() + " " + file.lastModifiedTime() + " " + file.fileKey();
		}
		catch (IOException ex) {
			return "";
		}
	}

	private Content read() {
		try {
			Content read = new Content(new LinkedHashMap<>(), new ArrayList<>());
			List<String> lines = Files.readAllLines(this.file);
			for (int i = 0; i < lines.size(); i++) {
				String line = lines.get(i).strip();
				if (!line.isEmpty() && !line.startsWith("#")) {
					read.add(line, "Line " + (i + 1) + " of " + SETTING);
				}
			}
			return read;
		}
		catch (MalformedInputException ex) {
			return new Content(Map.of(), List.of(SETTING + " names a file that is not UTF-8."));
		}
		catch (IOException ex) {
			return new Content(Map.of(), List.of(SETTING + " names a file that cannot be read."));
		}
	}

	/**
	 * One login.
	 *
	 * @param name as in decisions and in the log
	 * @param hash of bcrypt, or {@code -}
	 * @param role what it may do
	 */
	record Entry(String name, String hash, Role role) {

		boolean hasPassword() {
			return !this.hash.equals(NO_PASSWORD);
		}

	}

	private record Content(Map<String, Entry> entries, List<String> faults) {

		void add(String line, String place) {
			String[] parts = line.split(":", -1);
			if (parts.length != 3 || parts[0].isBlank() || parts[0].length() > LONGEST_NAME) {
				this.faults.add(place + " is not name:hash:role.");
			}
			else if (!parts[1].equals(NO_PASSWORD) && !BCRYPT.matcher(parts[1]).matches()) {
				this.faults
					.add(place + " has a hash that is not bcrypt's of cost 10 to 14: make one with htpasswd -nBC 10.");
			}
			else if (Role.of(parts[2]).isEmpty()) {
				this.faults.add(place + " has a role other than operator and viewer.");
			}
			else if (this.entries.put(parts[0],
					new Entry(parts[0], parts[1], Role.of(parts[2]).orElseThrow())) != null) {
				this.faults.add(place + " has a name that another line has.");
			}
		}

	}

}
