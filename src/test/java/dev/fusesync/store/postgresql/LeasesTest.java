package dev.fusesync.store.postgresql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.fusesync.store.Buckets.Demand;
import dev.fusesync.store.Buckets.Holder;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.support.PostgresServer;
import dev.fusesync.support.TcpProxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Instances share the buckets, and no bucket has two owners. */
class LeasesTest {

	private static final Duration LONG = Duration.ofMinutes(1);

	private final List<PostgresDialect> instances = new ArrayList<>();

	private String url;

	@BeforeEach
	void newSchema() {
		this.url = PostgresServer.shared().newSchema();
	}

	@AfterEach
	void stop() throws Exception {
		for (PostgresDialect instance : this.instances) {
			instance.destroy();
		}
	}

	@Test
	void instancesThatComeAndGoShareEvenly() throws Exception {
		Work first = instance();
		expect(first, 256);
		Work second = instance();
		expect(first, 128);
		expect(second, 128);
		Work third = instance();
		List.of(first, second, third).forEach((one) -> await().until(() -> one.buckets() == 86 || one.buckets() == 85));
		assertThat(owned(first, second, third)).hasSize(NewWebhook.BUCKETS);
		await().until(() -> Stream.of(first, second, third)
			.mapToDouble((one) -> one.dialect.buckets().fraction())
			.sum() == 1);
		this.instances.remove(second.dialect);
		second.dialect.destroy();
		expect(first, 128);
		expect(third, 128);
		assertThat(third.dialect.buckets().fraction()).isEqualTo(0.5);
		assertThat(first.dialect.buckets().leads()).isTrue();
		assertThat(third.dialect.buckets().leads()).isFalse();
	}

	@Test
	void aBucketInWorkIsGivenBackOnceItsWorkIsDone() {
		Work first = instance();
		expect(first, 256);
		IntStream.range(0, NewWebhook.BUCKETS).forEach(first.held::add);
		Work second = instance();
		await().until(() -> first.buckets() == 128);
		assertThat(second.buckets()).isZero();
		first.held.clear();
		expect(second, 128);
	}

	@Test
	void anInstanceWhoseCircuitBreakerStaysOpenKeepsNothingAndTriesWithOneBucket() {
		Work first = instance(Duration.ofSeconds(2));
		Work second = instance();
		expect(second, 128);
		first.demand = Demand.OPEN;
		first.dialect.buckets().changed();
		expect(second, 256);
		assertThat(first.buckets()).isZero();
		first.demand = Demand.HALF_OPEN;
		expect(first, 1);
		expect(second, 255);
		first.demand = Demand.FULL;
		expect(first, 128);
	}

	@Test
	void anIdleInstanceNoticesThatTheDatabaseIsAway() throws Exception {
		int port = PostgresServer.shared().port;
		try (TcpProxy network = new TcpProxy(port)) {
			this.url = this.url.replace(":" + port, ":" + network.port());
			Work idle = instance();
			expect(idle, 256);
			assertThat(idle.dialect.shortage()).isEmpty();
			network.cut(true);
			await().atMost(LONG)
				.until(() -> idle.dialect.shortage().equals(Optional.of("The database does not answer")));
			network.cut(false);
			await().atMost(LONG).until(() -> idle.dialect.shortage().isEmpty());
		}
	}

	@Test
	void aStoppedInstanceGivesBackAtOnceAndTakesAgain() {
		Work first = instance();
		Work second = instance();
		expect(second, 128);
		first.demand = Demand.STOPPED;
		first.dialect.buckets().changed();
		expect(second, 256);
		first.demand = Demand.FULL;
		first.dialect.buckets().changed();
		expect(first, 128);
	}

	@Test
	void theBucketsOfADeadInstanceAreTakenOverAndItsRowsAreSuspects() throws Exception {
		Work first = instance();
		expect(first, 256);
		run("INSERT INTO webhook (seq, id, queue, bucket, signature, size, state, first_received_at, received_at, due_at) "
				+ "VALUES (77, 'x', 'inbox', 1, '', 1, 'waiting', 1, 1, 1)");
		run("UPDATE instance SET lease_until = 1");
		run("INSERT INTO instance (lease_until, demand, token) VALUES (1, 'FULL', 'x')");
		// It finds that it has lost its lease, and begins again with a new number.
		await().until(() -> first.dialect.buckets().suspectsUpTo() == 77);
		expect(first, 256);
		assertThat(numbers("SELECT count(*) FROM instance")).isEqualTo(1);
	}

	@Test
	void whatAnInstanceDoesNotOwnItDoesNotClaim() throws Exception {
		Work first = instance();
		expect(first, 256);
		String claimable = first.dialect.claimable();
		run("UPDATE bucket SET owner = 0 WHERE bucket = 5");
		try (Connection connection = first.dialect.readers().getConnection();
				PreparedStatement select = connection.prepareStatement(
						"SELECT count(*) FROM (SELECT 5 AS bucket UNION SELECT 6) w WHERE " + claimable)) {
			var row = select.executeQuery();
			row.next();
			assertThat(row.getInt(1)).isEqualTo(1);
		}
	}

	private static void expect(Work instance, int buckets) {
		await().untilAsserted(() -> assertThat(instance.buckets()).isEqualTo(buckets));
	}

	private static Set<Integer> owned(Work... instances) {
		Set<Integer> owned = ConcurrentHashMap.newKeySet();
		for (Work one : instances) {
			IntStream.range(0, NewWebhook.BUCKETS)
				.filter(one.dialect.buckets()::mayClaim)
				.forEach((bucket) -> assertThat(owned.add(bucket)).isTrue());
		}
		return owned;
	}

	private void run(String sql) throws SQLException {
		try (Connection connection = PostgresServer.connect(this.url);
				Statement statement = connection.createStatement()) {
			statement.execute(sql);
		}
	}

	private int numbers(String sql) throws SQLException {
		try (Connection connection = PostgresServer.connect(this.url);
				Statement statement = connection.createStatement();
				var row = statement.executeQuery(sql)) {
			row.next();
			return row.getInt(1);
		}
	}

	private Work instance() {
		return instance(Leases.PATIENCE);
	}

	private Work instance(Duration patience) {
		Work work = new Work(PostgresFixture.instance(this.url, patience));
		this.instances.add(work.dialect);
		work.dialect.buckets().register("inbox", work);
		return work;
	}

	/** An instance whose work a test makes up. */
	private static final class Work implements Holder {

		private final Set<Integer> held = ConcurrentHashMap.newKeySet();

		private final PostgresDialect dialect;

		private volatile Demand demand = Demand.FULL;

		Work(PostgresDialect dialect) {
			this.dialect = dialect;
		}

		int buckets() {
			return PostgresFixture.buckets(this.dialect);
		}

		@Override
		public boolean holds(int bucket) {
			return this.held.contains(bucket);
		}

		@Override
		public void bucketsAdded() {
			// Nothing to claim.
		}

		@Override
		public Demand demand() {
			return this.demand;
		}

	}

}
