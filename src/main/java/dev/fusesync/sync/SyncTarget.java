package dev.fusesync.sync;

import java.net.URI;
import java.util.List;

import org.springframework.stereotype.Component;

/** Whom webhooks are synced with, for people to read; nothing of it is secret. */
@Component
public class SyncTarget {

	private final SyncSettings settings;

	SyncTarget(SyncSettings settings) {
		this.settings = settings;
	}

	/** Fuse's host, with the port if it is not the usual one. */
	public String host() {
		return URI.create(this.settings.basePath()).getAuthority();
	}

	/** Names of the aggregators that there are credentials for. */
	public List<String> aggregators() {
		return this.settings.configured();
	}

}
