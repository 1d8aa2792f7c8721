package dev.fusesync.sync;

import java.net.URI;
import java.util.List;

import org.springframework.stereotype.Component;

/** Where webhooks are synced to, for display; contains no secrets. */
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

	/** The names of the credential headers of each call. */
	public List<String> credentials() {
		return this.settings.credentials().keySet().stream().sorted().toList();
	}

	/** The aggregators with credentials. */
	public List<String> aggregators() {
		return this.settings.configured();
	}

}
