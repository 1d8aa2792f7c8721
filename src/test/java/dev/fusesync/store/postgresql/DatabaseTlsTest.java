package dev.fusesync.store.postgresql;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyStore;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.Base64;

import dev.fusesync.settings.SettingsException;
import dev.fusesync.support.PostgresServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** Connections to the database are encrypted, and the server's certificate is checked. */
class DatabaseTlsTest {

	private static final String PASSWORD = "changeit";

	@TempDir
	private Path directory;

	@Test
	void theServerIsVerified() throws Exception {
		try (PostgresServer server = PostgresServer.start()) {
			makeCertificate("server");
			makeCertificate("other");
			server.down("fast");
			install(server, "server.key", pem("PRIVATE KEY", key("server").getEncoded()));
			install(server, "server.crt", Files.readString(certificate("server")));
			server.configure("ssl = on");
			server.runIt("sh", "-c", "sed -i 's/^host /hostssl /' \"$1\"", "sh", file(server, "pg_hba.conf"));
			server.up();
			String url = server.url("public") + "&sslmode=verify-full&sslrootcert=";
			PostgresDialect dialect = PostgresFixture.instance(url + certificate("server"));
			try (Connection connection = dialect.readers().getConnection();
					ResultSet row = connection.createStatement()
						.executeQuery("SELECT count(*), sum(CASE WHEN s.ssl THEN 1 ELSE 0 END) FROM pg_stat_ssl s "
								+ "JOIN pg_stat_activity a ON a.pid = s.pid WHERE a.application_name LIKE 'fuse-sync%'")) {
				row.next();
				assertThat(row.getInt(1)).isPositive().isEqualTo(row.getInt(2));
			}
			finally {
				dialect.destroy();
			}
			assertThatExceptionOfType(SettingsException.class)
				.isThrownBy(() -> PostgresFixture.instance(url + certificate("other")))
				.withMessageContaining("cannot be used");
			assertThatExceptionOfType(SettingsException.class)
				.isThrownBy(() -> PostgresFixture.instance(server.url("public") + "&sslmode=disable"))
				.withMessageContaining("cannot be used");
		}
	}

	private static String file(PostgresServer server, String name) {
		return server.directory().resolve("data").resolve(name).toString();
	}

	/** The server refuses a key that others can read. */
	private static void install(PostgresServer server, String name, String text) {
		server.runIt("sh", "-c", "umask 077; printf '%s' \"$1\" > \"$2\"", "sh", text, file(server, name));
	}

	private void makeCertificate(String name) throws Exception {
		keytool("-genkeypair", "-alias", "it", "-keyalg", "RSA", "-dname", "CN=localhost", "-ext", "SAN=dns:localhost",
				"-keystore", store(name).toString(), "-storetype", "PKCS12", "-storepass", PASSWORD);
		keytool("-exportcert", "-rfc", "-alias", "it", "-keystore", store(name).toString(), "-storepass", PASSWORD,
				"-file", certificate(name).toString());
	}

	private Path store(String name) {
		return this.directory.resolve(name + ".p12");
	}

	private Path certificate(String name) {
		return this.directory.resolve(name + ".crt");
	}

	private Key key(String name) throws Exception {
		return KeyStore.getInstance(store(name).toFile(), PASSWORD.toCharArray()).getKey("it", PASSWORD.toCharArray());
	}

	private static String pem(String name, byte[] bytes) {
		return "-----BEGIN " + name + "-----\n" + Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(bytes)
				+ "\n-----END " + name + "-----\n";
	}

	private static void keytool(String... arguments) throws Exception {
		String[] command = new String[arguments.length + 1];
		command[0] = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
		System.arraycopy(arguments, 0, command, 1, arguments.length);
		assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
	}

}
