package dev.fusesync.verification;

import java.util.ArrayList;
import java.util.List;

import dev.fusesync.secrets.Secret;
import dev.fusesync.settings.SettingsException;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The keys that webhook signatures are verified with. Fuse signs with the API key, so
 * while a key is rolled, webhooks in transit are still signed with the previous one.
 *
 * @param apiKey The current Fuse API key.
 * @param previousApiKey The API key before the last roll; blank if there is none.
 */
@ConfigurationProperties("fuse.verification")
public record VerificationSettings(@DefaultValue("") Secret apiKey, @DefaultValue("") Secret previousApiKey) {

	public VerificationSettings {
		List<String> faults = new ArrayList<>();
		apiKey.fault().ifPresent((fault) -> faults.add("The API key that webhooks are verified with " + fault + "."));
		if (previousApiKey.isSet()) {
			previousApiKey.fault().ifPresent((fault) -> faults.add("FUSE_API_KEY_PREVIOUS " + fault + "."));
		}
		if (!faults.isEmpty()) {
			throw new SettingsException(faults,
					"Set FUSE_API_KEY to Fuse's API key, and FUSE_API_KEY_PREVIOUS to the previous key or leave it empty.");
		}
	}

	/** The keys as they are now, the current one first. */
	public List<ApiKey> keys() {
		List<ApiKey> keys = new ArrayList<>(List.of(new ApiKey(ApiKey.CURRENT, this.apiKey.text())));
		if (this.previousApiKey.isSet()) {
			keys.add(new ApiKey(ApiKey.PREVIOUS, this.previousApiKey.text()));
		}
		return keys;
	}

}
