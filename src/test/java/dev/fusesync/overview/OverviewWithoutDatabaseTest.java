package dev.fusesync.overview;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

import dev.fusesync.overview.activity.Activity;
import dev.fusesync.overview.cluster.Breaker;
import dev.fusesync.overview.cluster.Instance;
import dev.fusesync.overview.cluster.InstanceReport;
import dev.fusesync.store.Buckets;
import dev.fusesync.store.Counts;
import dev.fusesync.store.Dialect;
import dev.fusesync.store.Store;
import dev.fusesync.store.jdbc.JdbcStore;
import dev.fusesync.store.postgresql.PostgresFixture;
import dev.fusesync.support.PostgresServer;
import dev.fusesync.support.TcpProxy;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.dao.DataAccessResourceFailureException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

/** The overview says what it knows without the database, and does not wait for it. */
class OverviewWithoutDatabaseTest {

	private final MeterRegistry meters = new SimpleMeterRegistry();

	private final Instance here = new Instance(7, "web7:8081", "1", null, null, true, 256, 0L,
			new Breaker("closed", null, null, null));

	private final InstanceReport instances = mock(InstanceReport.class);

	private final Activity activity = mock(Activity.class);

	private final Store store = mock(Store.class);

	private final Dialect database = mock(Dialect.class);

	@BeforeEach
	void itKnowsItself() {
		when(this.instances.here()).thenReturn(this.here);
		when(this.store.clock()).thenReturn(Clock.systemUTC());
		when(this.store.counts()).thenReturn(new Counts());
		when(this.store.buckets()).thenReturn(mock(Buckets.class));
		when(this.database.shortage()).thenReturn(Optional.empty());
		when(this.database.logSize()).thenReturn(OptionalLong.empty());
		when(this.database.place()).thenReturn("postgresql");
	}

	@Test
	void asksOnceIfThereIsNoAnswer() {
		when(this.instances.all()).thenThrow(new DataAccessResourceFailureException("away"));
		Overview overview = endpoint(this.store, this.database).overview();
		assertThat(overview.instances()).containsExactly(this.here);
		assertThat(overview.minutes()).isEmpty();
		assertThat(overview.disk().database()).isNull();
		verify(this.instances, times(1)).all();
		verify(this.activity, never()).lastHour();
		verify(this.database, never()).size();
	}

	@Test
	void answersIfTheSizeCannotBeRead() {
		when(this.instances.all()).thenReturn(List.of(this.here));
		when(this.database.size()).thenThrow(new DataAccessResourceFailureException("away"));
		assertThat(endpoint(this.store, this.database).overview().disk().database()).isNull();
		verify(this.database, times(1)).size();
	}

	@Test
	void readsTheSizeOnce() {
		when(this.instances.all()).thenReturn(List.of(this.here));
		when(this.database.size()).thenReturn(OptionalLong.of(42));
		assertThat(endpoint(this.store, this.database).overview().disk().database()).isEqualTo(42);
		verify(this.database, times(1)).size();
	}

	@Test
	void asksNothingWhileThereIsTrouble() {
		when(this.store.trouble()).thenReturn(Optional.of("The database cannot be written"));
		assertThat(endpoint(this.store, this.database).overview().instances()).containsExactly(this.here);
		verify(this.instances, never()).all();
		verify(this.activity, never()).lastHour();
		verify(this.database, never()).size();
	}

	/** How large it is matters most while the disk is full. */
	@Test
	void readsTheFileOfSqliteWhileThereIsTrouble() {
		when(this.store.buckets()).thenReturn(Buckets.ALL);
		when(this.store.trouble()).thenReturn(Optional.of("The database cannot be written: database or disk is full"));
		when(this.database.size()).thenReturn(OptionalLong.of(42));
		assertThat(endpoint(this.store, this.database).overview().disk().database()).isEqualTo(42);
		verify(this.activity).lastHour();
	}

	@Test
	void answersWhileTheNetworkToPostgresqlIsCut() throws Exception {
		int port = PostgresServer.shared().port;
		try (TcpProxy network = new TcpProxy(port)) {
			String url = PostgresServer.shared().newSchema().replace(":" + port, ":" + network.port());
			Dialect postgres = PostgresFixture.open(url, false);
			JdbcStore real = new JdbcStore(postgres, this.meters, (sentence) -> {
			}, Clock.systemUTC());
			try {
				when(this.instances.all()).thenReturn(List.of(this.here));
				assertThat(endpoint(real, postgres).overview().disk().database()).isPositive();
				network.cut(true);
				Overview overview = endpoint(real, postgres).overview();
				assertThat(overview.disk().database()).isNull();
				assertThat(overview.disk().place()).contains(":" + network.port());
			}
			finally {
				network.cut(false);
				real.destroy();
				((DisposableBean) postgres).destroy();
			}
		}
	}

	private OverviewEndpoint endpoint(Store store, Dialect database) {
		return new OverviewEndpoint(store, database, this.activity, this.instances,
				new QueueFacts(store, new QueueFactQueries(store), this.meters),
				new HealthFacts(new DefaultListableBeanFactory().getBeanProvider(HealthEndpoint.class), database),
				this.meters);
	}

}
