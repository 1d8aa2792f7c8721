package dev.fusesync.commands;

import java.io.IOException;
import java.nio.file.Files;

import dev.fusesync.verification.FuseSignature;
import dev.fusesync.verification.WebhookRejectedException;
import picocli.CommandLine.Parameters;

/** The argument that names the body of a webhook, which is read byte for byte. */
final class Body {

	@Parameters(paramLabel = "BODY", defaultValue = "-",
			description = "File with the body; - or nothing for standard input.")
	private String file;

	byte[] read() {
		try {
			return this.file.equals("-") ? System.in.readAllBytes() : Files.readAllBytes(Commands.path(this.file));
		}
		catch (IOException | IllegalArgumentException ex) {
			throw CommandFailure
				.usage("The body cannot be read: there is no such file, or it is not readable: " + this.file);
		}
	}

	/** The signature that Fuse sends with it. */
	static String sign(byte[] body, String key) {
		try {
			return FuseSignature.ofBody(body, key);
		}
		catch (IllegalArgumentException | WebhookRejectedException ex) {
			throw CommandFailure
				.failed("Fuse signs one JSON object in UTF-8 with each name once, which this body is not;"
						+ " fuse-sync explain says where.");
		}
	}

	/** A command for a shell that posts it. */
	String curl(String url, String signature) {
		return "curl -i " + quoted(url) + " -H 'fuse-verification: " + signature
				+ "' -H 'Content-Type: application/json' --data-binary " + quoted("@" + this.file);
	}

	private static String quoted(String argument) {
		return "'" + argument.replace("'", "'\\''") + "'";
	}

}
