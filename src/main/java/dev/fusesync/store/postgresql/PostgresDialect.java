package dev.fusesync.store.postgresql;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import dev.fusesync.settings.SettingsException;
import dev.fusesync.store.Buckets;
import dev.fusesync.store.Counts;
import dev.fusesync.store.Dialect;
import dev.fusesync.store.NewWebhook;
import dev.fusesync.store.StoreSettings;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.store.WriteSession;
import dev.fusesync.store.jdbc.Schema;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** A PostgreSQL database, shared by one or several instances. */
@Component
@ConditionalOnExpression("!environment.getProperty('spring.datasource.url', '').isBlank()")
class PostgresDialect implements Dialect, DisposableBean {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.store");

	/**
	 * More than a statement takes; a commit that waits for a standby has no other limit.
	 */
	private static final Duration WRITE_TIMEOUT = Duration.ofSeconds(8);

	private static final Duration MIGRATION_TIMEOUT = Duration.ofMinutes(10);

	/** The number is fuse-sync's own. */
	private static final String LOCK = "SELECT pg_advisory_xact_lock(739201145)";

	/**
	 * The first waiting rows of each bucket by the index, and of these the first of all.
	 */
	private static final String WAITING = " FROM (SELECT first.seq FROM unnest(?) AS own (bucket) CROSS JOIN LATERAL "
			+ "(SELECT x.seq, x.due_at FROM webhook x WHERE x.state = 'waiting' AND x.queue = ? "
			+ "AND x.bucket = own.bucket AND x.due_at <= ? AND (x.due_at, x.seq) > (?, ?) "
			+ "ORDER BY x.due_at, x.seq LIMIT ?) first ORDER BY first.due_at, first.seq LIMIT ?) chosen "
			+ "JOIN webhook w ON w.seq = chosen.seq WHERE w.state = 'waiting' ORDER BY w.due_at, w.seq";

	private static final String WAITING_OF_ALL = " FROM (SELECT first.seq FROM generate_series(0, "
			+ (NewWebhook.BUCKETS - 1) + ") AS every (bucket) CROSS JOIN LATERAL (SELECT x.seq, x.due_at "
			+ "FROM webhook x WHERE x.state = 'waiting' AND x.queue = :queue AND x.bucket = every.bucket "
			+ "AND x.due_at <= :dueAt AND (x.due_at, x.seq) > (:dueAfter, :seqAfter) "
			+ "ORDER BY x.due_at, x.seq LIMIT :limit) first ORDER BY first.due_at, first.seq LIMIT :limit) chosen "
			+ "JOIN webhook w ON w.seq = chosen.seq WHERE w.state = 'waiting' ORDER BY w.due_at, w.seq";

	private final DatabaseClock clock = new DatabaseClock();

	private final DatabaseSettings settings;

	private final boolean keepsBodies;

	private final Connections connections;

	private final HikariDataSource readers;

	private final Leases leases;

	private final SharedCounts sharedCounts;

	private volatile Counts counts;

	@Autowired
	PostgresDialect(DatabaseSettings settings, StoreSettings store) {
		this(settings, store.keepsBodies(), Leases.PATIENCE);
	}

	/** For tests that wait less for a circuit breaker. */
	PostgresDialect(DatabaseSettings settings, boolean keepsBodies, Duration patience) {
		this.settings = settings;
		this.keepsBodies = keepsBodies;
		this.connections = new Connections(settings);
		try {
			migrate();
			this.readers = this.connections.readers();
			HikariDataSource pool = this.readers;
			this.leases = new Leases(this.connections, this.clock, patience, () -> isAnswering(pool));
			this.leases.start();
			this.sharedCounts = new SharedCounts(this.readers);
		}
		catch (SQLException ex) {
			throw new SettingsException(List.of("The database " + place() + " cannot be used: " + ex.getMessage()
				.replaceFirst("\\.$", "") + "."), Connections.NOT_DURABLE.equals(ex.getSQLState())
						? "Set both to on in postgresql.conf, and for this database and user."
						: "See that PostgreSQL runs there, and check spring.datasource.url, username and password.");
		}
	}

	private static boolean isAnswering(DataSource pool) {
		try (Connection connection = pool.getConnection()) {
			return connection.isValid(1);
		}
		catch (SQLException ex) {
			return false;
		}
	}

	private void migrate() throws SQLException {
		try (Connection connection = this.connections.open(MIGRATION_TIMEOUT)) {
			connection.setAutoCommit(false);
			if (connection.getSchema() == null) {
				throw new SQLException(
						"the schema of currentSchema in the URL, or of the user's search_path, does not exist");
			}
			String standbys = Connections.checkDurable(connection);
			LOG.info(standbys.isBlank()
					? "No commit waits for a standby: a failover to a replica can lose webhooks that "
							+ "were answered with 200"
					: "Each commit waits for a standby: {}", standbys);
			Schema.migrate(connection, "postgresql", LOCK);
		}
	}

	@Override
	public WriteSession openWriter(Counts counts) throws SQLException {
		this.counts = counts;
		Connection connection = this.connections.openOnly("writer", WRITE_TIMEOUT);
		try {
			connection.setAutoCommit(false);
			Connections.checkDurable(connection);
			connection.commit();
			return new PostgresWriteSession(connection, counts, this.keepsBodies);
		}
		catch (SQLException ex) {
			connection.close();
			throw ex;
		}
	}

	/** Adds to the counts what other instances have committed. */
	@Scheduled(initialDelay = 10, fixedDelay = 10, timeUnit = TimeUnit.SECONDS)
	void refreshCounts() {
		this.sharedCounts.refresh(this.counts, this.leases.leads());
	}

	@Override
	public DataSource readers() {
		return this.readers;
	}

	@Override
	public PreparedStatement waiting(Connection connection, String columns, String queue, long dueAt,
			StoredWebhook after, int limit) throws SQLException {
		PreparedStatement select = connection.prepareStatement("SELECT " + columns + WAITING);
		select.setArray(1, connection.createArrayOf("integer", this.leases.claimable()));
		select.setString(2, queue);
		select.setLong(3, dueAt);
		select.setLong(4, (after != null) ? after.dueAt() : Long.MIN_VALUE);
		select.setLong(5, (after != null) ? after.seq() : 0);
		select.setInt(6, limit);
		select.setInt(7, limit);
		return select;
	}

	@Override
	public String waitingOfAll() {
		return WAITING_OF_ALL;
	}

	@Override
	public String claimable() {
		return "w.bucket IN (SELECT k.bucket FROM bucket k WHERE k.owner = " + this.leases.term() + ")";
	}

	@Override
	public Buckets buckets() {
		return this.leases;
	}

	@Override
	public Clock clock() {
		return this.clock;
	}

	@Override
	public Fault fault(SQLException failure) {
		return PostgresFaults.of(failure);
	}

	/** The instance notices without a webhook, so that it is not asked for any. */
	@Override
	public Optional<String> shortage() {
		return this.leases.isDatabaseAway() ? Optional.of("The database does not answer") : Optional.empty();
	}

	@Override
	public OptionalLong size() {
		return OptionalLong.of(JdbcClient.create(this.readers)
			.sql("SELECT pg_total_relation_size('webhook') + pg_total_relation_size('body') "
					+ "+ pg_total_relation_size('event') + pg_total_relation_size('connection')")
			.query(Long.class)
			.single());
	}

	@Override
	public OptionalLong logSize() {
		return OptionalLong.empty();
	}

	/** The address without its parameters. */
	@Override
	public String place() {
		return this.settings.url().replaceFirst("\\?.*", "");
	}

	@Override
	public boolean wasKilled() {
		return false;
	}

	@Override
	public boolean canBackUp() {
		return false;
	}

	@Override
	public void backUp(Path target) {
		throw new IllegalStateException("PostgreSQL is backed up with its own tools, such as pg_basebackup");
	}

	/** Called after the writer has stopped. */
	@Override
	public void destroy() throws InterruptedException {
		this.leases.stop();
		this.readers.close();
	}

}
