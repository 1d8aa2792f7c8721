package dev.fusesync.notices;

import java.util.List;

import dev.fusesync.secrets.Secret;
import dev.fusesync.settings.SettingsException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where notices are posted to.
 *
 * @param url Address of a chat that takes a JSON object with a text, as Slack's incoming
 * webhooks do: the address, or file: and the path of a file that is read for each notice.
 * A secret. Blank for none.
 */
@ConfigurationProperties("fuse.notices")
record NoticeSettings(@DefaultValue("") Secret url) {

	NoticeSettings {
		if (url.isSet() && url.fault().isPresent()) {
			throw new SettingsException(List.of("fuse.notices.url " + url.fault().get() + "."),
					"Set NOTICES_URL to the address of the chat's incoming webhook, or leave it empty.");
		}
	}

}
