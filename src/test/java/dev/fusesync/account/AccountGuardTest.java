package dev.fusesync.account;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.fusesync.settings.SettingsException;
import dev.fusesync.store.Dialect;
import dev.fusesync.store.Dialect.Fault;
import dev.fusesync.store.StoreFixture;
import dev.fusesync.store.TestDatabase;
import dev.fusesync.sync.SyncTarget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

/** Webhooks of one account of Fuse are never synced to another one by mistake. */
@Tag("both-databases")
class AccountGuardTest {

	private static final String ADDRESS = "https://sandbox-api.letsfuse.com";

	private static final String OTHER_ADDRESS = "https://api.letsfuse.com";

	@TempDir
	private Path directory;

	private StoreFixture fixture;

	@BeforeEach
	void open() throws Exception {
		this.fixture = new StoreFixture(this.directory.resolve("data"));
	}

	@AfterEach
	void close() throws Exception {
		this.fixture.close();
	}

	private AccountGuard start(String client, String address, String adopt) {
		return start(new AtomicReference<>(client), address, adopt);
	}

	private AccountGuard start(AtomicReference<String> client, String address, String adopt) {
		SyncTarget target = mock(SyncTarget.class);
		when(target.address()).thenReturn(address);
		when(target.clientHash(anyString()))
			.thenAnswer((call) -> SyncTarget.hash(call.getArgument(0) + "\n" + client.get()));
		return new AccountGuard(this.fixture.store(), this.fixture.dialect(), target, new AccountSettings(adopt));
	}

	private SettingsException refused(String client, String address, String adopt) {
		SettingsException refused = catchThrowableOfType(SettingsException.class, () -> start(client, address, adopt));
		assertThat(refused).isNotNull().hasMessageContaining("another account of Fuse");
		assertThat(refused.getMessage() + refused.action()).doesNotContain("first-client", "second-client");
		return refused;
	}

	private static String code(SettingsException refused) {
		Matcher code = Pattern.compile("FUSE_ACCOUNT_ADOPT=([0-9a-f]{8})\\.").matcher(refused.action());
		assertThat(code.find()).isTrue();
		return code.group(1);
	}

	@Test
	void theSameAccountStartsAgainAndAgain() throws Exception {
		start("first-client", ADDRESS, "");
		this.fixture.add("a");
		this.fixture.restart();
		assertThatNoException().isThrownBy(() -> start("first-client", ADDRESS, ""));
		assertThat(this.fixture.number("SELECT count(*) FROM account")).isOne();
	}

	@Test
	void anotherClientIdStopsTheStartWhileWebhooksWaitUnlessItIsMeant() throws Exception {
		start("first-client", ADDRESS, "");
		this.fixture.add("a");
		this.fixture.restart();
		SettingsException refused = refused("second-client", ADDRESS, "");
		assertThat(refused).hasMessageContaining("FUSE_CLIENT_ID is not the one when its webhooks were received.")
			.hasMessageContaining(this.fixture.dialect().place());
		refused("third-client", ADDRESS, code(refused));
		assertThatNoException().isThrownBy(() -> start("second-client", ADDRESS, code(refused)));
		assertThatNoException().isThrownBy(() -> start("second-client", ADDRESS, ""));
		refused("first-client", ADDRESS, code(refused));
	}

	@Test
	void aClientIdThatIsCorrectedInItsFileStopsNoLaterStart() throws Exception {
		AtomicReference<String> file = new AtomicReference<>("first-client");
		AccountGuard running = start(file, ADDRESS, "");
		this.fixture.add("a");
		file.set("second-client");
		running.followFile();
		this.fixture.restart();
		assertThatNoException().isThrownBy(() -> start("second-client", ADDRESS, ""));
		refused("first-client", ADDRESS, "");
	}

	@Test
	void anotherAddressStopsTheStartAndIsNamed() throws Exception {
		start("first-client", ADDRESS, "");
		this.fixture.add("a");
		assertThat(refused("first-client", OTHER_ADDRESS, "")).hasMessageContaining(
				"FUSE_BASE_PATH is https://api.letsfuse.com, not https://sandbox-api.letsfuse.com as it was,");
	}

	@Test
	void aStoreWithoutWebhooksThatCanBeSentChangesHands() {
		start("first-client", ADDRESS, "");
		start("second-client", OTHER_ADDRESS, "");
		assertThat(this.fixture.number("SELECT count(*) FROM account WHERE base_path = '" + OTHER_ADDRESS + "'"))
			.isOne();
	}

	@Test
	void anotherAccountStopsWhileAnInstanceOfTheFirstOneRuns() {
		assumeTrue(TestDatabase.POSTGRESQL);
		start("first-client", ADDRESS, "");
		Dialect another = TestDatabase.another(this.fixture.directory());
		try {
			assertThat(refused("second-client", ADDRESS, "")).hasMessageStartingWith("An instance for another account");
		}
		finally {
			TestDatabase.close(another);
		}
	}

	@Test
	void theStoreDoesNotTellTheClientId() {
		start("first-client", ADDRESS, "");
		assertThat(this.fixture.store()
			.jdbc()
			.sql("SELECT client || salt || base_path FROM account")
			.query(String.class)
			.single()).doesNotContain("first-client").doesNotContain(SyncTarget.hash("first-client")).contains(ADDRESS);
	}

	@Test
	void aDatabaseThatCannotBeWrittenDoesNotStopTheFirstStart() throws Exception {
		this.fixture.dialect().fail("commit", Fault.SHORTAGE);
		assertThatNoException().isThrownBy(() -> start("first-client", ADDRESS, ""));
		this.fixture.dialect().heal();
		await().until(() -> this.fixture.store().trouble().isEmpty());
		start("first-client", ADDRESS, "");
		this.fixture.add("a");
		refused("second-client", ADDRESS, "");
	}

}
