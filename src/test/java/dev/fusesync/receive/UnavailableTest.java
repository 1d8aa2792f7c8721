package dev.fusesync.receive;

import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

import dev.fusesync.store.Dialect;
import dev.fusesync.store.WriteSession;
import dev.fusesync.support.ShippedRoutes;
import dev.fusesync.support.Webhooks;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.util.ReflectionTestUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.BDDMockito.given;
import static org.mockito.Mockito.mock;

/** What a sender gets for an answer while webhooks cannot be stored. */
class UnavailableTest extends ShippedRoutes {

	private final String connection = Webhooks.newConnection();

	private final Webhooks webhook = Webhooks.syncData(this.connection);

	@Test
	void answers503WhileTheDatabaseDoesNotStoreIt() {
		this.store.write((session) -> runSql(session, "CREATE TRIGGER refusing BEFORE INSERT ON body "
				+ "BEGIN SELECT RAISE(ABORT, 'never-show-this'); END"));
		try {
			HttpResponse<String> answer = send(this.webhook);
			assertUnavailable(answer);
		}
		finally {
			this.store.write((session) -> runSql(session, "DROP TRIGGER refusing"));
		}
		await().untilAsserted(() -> assertThat(send(this.webhook).statusCode()).isEqualTo(200));
		await().untilAsserted(() -> assertThat(calls(this.connection)).isNotEmpty());
	}

	@Test
	void answers503AtOnceWhileTheDiskIsFull(@Autowired StoreGuard guard) {
		Dialect full = mock(Dialect.class);
		given(full.shortage()).willReturn(Optional.of("The disk is full"));
		Object usual = ReflectionTestUtils.getField(guard, "database");
		replace(guard, full);
		try {
			assertUnavailable(send(this.webhook));
		}
		finally {
			replace(guard, usual);
		}
		assertThat(send(this.webhook).statusCode()).isEqualTo(200);
		await().untilAsserted(() -> assertThat(calls(this.connection)).hasSize(1));
	}

	private static void replace(StoreGuard guard, Object database) {
		ReflectionTestUtils.setField(guard, "database", database);
		ReflectionTestUtils.setField(guard, "lastCheck", null);
	}

	private static boolean runSql(WriteSession session, String sql) throws SQLException {
		try (Statement statement = session.connection().createStatement()) {
			return statement.execute(sql);
		}
	}

	private void assertUnavailable(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).isEqualTo(503);
		assertThat(answer.body()).isEqualTo("{\"message\":\"The webhook cannot be stored now, send it again later\"}");
		assertThat(answer.headers().allValues("retry-after")).containsExactly("5");
		assertThat(calls(this.connection)).isEmpty();
	}

}
