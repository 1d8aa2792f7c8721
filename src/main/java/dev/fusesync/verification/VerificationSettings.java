package dev.fusesync.verification;

import dev.fusesync.secrets.Secret;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The keys that a webhook's signature is verified with. Fuse signs with the API key, so
 * while a key is rolled the webhooks in flight are still signed with the old one.
 *
 * @param apiKey The current Fuse API key.
 * @param previousApiKey The API key before the last roll; blank if there is none.
 */
@ConfigurationProperties("fuse.verification")
public record VerificationSettings(@DefaultValue("") Secret apiKey, @DefaultValue("") Secret previousApiKey) {
}
