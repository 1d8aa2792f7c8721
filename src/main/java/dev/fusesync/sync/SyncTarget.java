package dev.fusesync.sync;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

import org.springframework.stereotype.Component;

/** Where webhooks are synced to, without secrets. */
@Component
public class SyncTarget {

	private final SyncSettings settings;

	SyncTarget(SyncSettings settings) {
		this.settings = settings;
	}

	/** Fuse's host, with the port unless it is the default. */
	public String host() {
		return URI.create(this.settings.basePath()).getAuthority();
	}

	/** The address, without the port if it is on this machine. */
	public String address() {
		URI address = URI.create(this.settings.basePath());
		return BasePath.isLoopback(address) ? "http://localhost" + address.getPath()
				: this.settings.basePath().toLowerCase(Locale.ROOT);
	}

	/** A hash of the client id, other with each salt. */
	public String clientHash(String salt) {
		return hash(salt + "\n" + this.settings.credentials().get("fuse-client-id").text());
	}

	/** The SHA-256 of a text. */
	public static String hash(String text) {
		try {
			return HexFormat.of()
				.formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/** The names of the credential headers of each call. */
	public List<String> credentials() {
		return this.settings.credentials().keySet().stream().sorted().toList();
	}

	/** The aggregators with credentials. */
	public List<String> aggregators() {
		return this.settings.configured();
	}

}
