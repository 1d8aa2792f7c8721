package dev.fusesync.store.postgresql;

import dev.fusesync.secrets.Secret;
import dev.fusesync.settings.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A setting of the database that is wrong stops the start, and does not lead to SQLite.
 */
class DatabaseSettingsTest {

	@ParameterizedTest
	@CsvSource({ "'', fuse, '', spring.datasource.url is not", "'', '', secret, spring.datasource.url is not",
			"postgresql://db/fuse, fuse, '', does not begin with jdbc:postgresql:",
			"jdbc:mysql://db/fuse, fuse, '', does not begin with jdbc:postgresql:",
			"jdbc:postgresql://db/fuse?reWriteBatchedInserts=true, fuse, '', sets reWriteBatchedInserts",
			"jdbc:postgresql://db/fuse?ApplicationName=x, fuse, '', sets ApplicationName",
			"jdbc:postgresql://db/fuse?password=x, fuse, '', contains a password" })
	void isRefused(String url, String username, String password, String sentence) {
		assertThatExceptionOfType(SettingsException.class)
			.isThrownBy(() -> new DatabaseSettings(url, username, Secret.valueOf(password)))
			.withMessageContaining(sentence);
	}

	@Test
	void isTaken() {
		assertThatCode(() -> new DatabaseSettings("", "", Secret.valueOf(""))).doesNotThrowAnyException();
		assertThatCode(() -> new DatabaseSettings("jdbc:postgresql://db/fuse", "fuse", Secret.valueOf("x")))
			.doesNotThrowAnyException();
	}

	@Test
	void theDiskOfTheDataDirectoryIsWatchedOnlyWhereItIsUsed() {
		MockEnvironment environment = new MockEnvironment();
		new NoLocalDisk().postProcessEnvironment(environment, null);
		assertThat(environment.getProperty("management.health.diskspace.enabled")).isNull();
		environment.setProperty("spring.datasource.url", "jdbc:postgresql://db/fuse");
		new NoLocalDisk().postProcessEnvironment(environment, null);
		assertThat(environment.getProperty("management.health.diskspace.enabled")).isEqualTo("false");
		assertThat(environment.getProperty("management.metrics.enable.disk")).isEqualTo("false");
	}

}
