package dev.fusesync.store.postgresql;

import java.util.List;

import dev.fusesync.secrets.Secret;
import dev.fusesync.settings.SettingsException;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The PostgreSQL database that instances share. Without a URL, webhooks are stored in
 * SQLite.
 *
 * @param url the address, for example {@code jdbc:postgresql://db1,db2/fuse}, with the
 * parameters of PostgreSQL's JDBC driver
 * @param username the user, who owns the tables unless another user has created them
 * @param password the password, or {@code file:} and the path of a file that is read for
 * each new connection; blank for none
 */
@ConfigurationProperties("spring.datasource")
record DatabaseSettings(@DefaultValue("") String url, @DefaultValue("") String username,
		@DefaultValue("") Secret password) {

	private static final String POSTGRESQL = "jdbc:postgresql:";

	DatabaseSettings {
		if (url.isBlank() && (!username.isBlank() || password.isSet())) {
			throw new SettingsException(
					List.of("spring.datasource.username or password is set, but spring.datasource.url is not."),
					"Give the address of the database, or leave all three out to store webhooks in SQLite.");
		}
		if (!url.isBlank() && !url.startsWith(POSTGRESQL)) {
			throw new SettingsException(List.of("spring.datasource.url does not begin with " + POSTGRESQL + "."),
					"Give the address of a PostgreSQL database, or leave it out to store webhooks in SQLite.");
		}
		if (url.contains("reWriteBatchedInserts=true")) {
			throw new SettingsException(List.of("spring.datasource.url sets reWriteBatchedInserts."),
					"Leave it out: PostgreSQL would refuse what the driver makes of fuse-sync's statements.");
		}
		if (url.contains("ApplicationName=")) {
			throw new SettingsException(List.of("spring.datasource.url sets ApplicationName."),
					"Leave it out: by that name an instance finds its own old connections, and ends them.");
		}
		if (url.contains("password=")) {
			throw new SettingsException(List.of("spring.datasource.url contains a password."),
					"Set spring.datasource.password instead, which no page and no log shows.");
		}
	}

}
