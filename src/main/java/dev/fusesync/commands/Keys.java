package dev.fusesync.commands;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.fusesync.secrets.Secret;
import dev.fusesync.verification.ApiKey;
import picocli.CommandLine.Option;

/** The options that say where the API key is; it is never on the command line itself. */
final class Keys {

	@Option(names = "--key-file", paramLabel = "FILE",
			description = "File with the API key. Default: that of the settings, such as FUSE_API_KEY.")
	private Path file;

	@Option(names = "--sandbox", description = "Take the settings of the profile sandbox, with its made-up key.")
	private boolean sandbox;

	LocalSettings settings() {
		return new LocalSettings(this.sandbox);
	}

	/** The key to sign with. */
	String current() {
		return accepted().get(0).text();
	}

	/** The keys that the program accepts, the current one first. */
	List<ApiKey> accepted() {
		LocalSettings settings = settings();
		Secret current = Secret
			.valueOf((this.file != null) ? "file:" + this.file : settings.get("fuse.verification.api-key"));
		if (!current.isSet()) {
			throw CommandFailure.usage("There is no API key. Set FUSE_API_KEY, or call the command where "
					+ "application.properties is, or name a file with --key-file, or take the sandbox's with --sandbox.");
		}
		List<ApiKey> keys = new ArrayList<>(List.of(key(ApiKey.CURRENT, "The API key", current)));
		Secret previous = Secret.valueOf(settings.get("fuse.verification.previous-api-key"));
		if (previous.isSet()) {
			keys.add(key(ApiKey.PREVIOUS, "The previous API key", previous));
		}
		return keys;
	}

	/** A key in a file. */
	static ApiKey in(Path file) {
		return key("file " + file, "The key in " + file, Secret.valueOf("file:" + file));
	}

	private static ApiKey key(String name, String what, Secret secret) {
		secret.fault().ifPresent((fault) -> {
			throw CommandFailure.usage(what + " " + fault + ".");
		});
		return new ApiKey(name, secret.text());
	}

}
