package dev.fusesync.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import dev.fusesync.store.claim.ClaimPolicy;
import dev.fusesync.store.claim.ClaimOptions;
import dev.fusesync.store.claim.Claimer;
import dev.fusesync.store.jdbc.JdbcStore;
import dev.fusesync.webhook.Webhook;
import dev.fusesync.webhook.WebhookId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.springframework.util.unit.DataSize;

/** A store of its own in a directory, which a test can kill and open again. */
public final class StoreFixture implements AutoCloseable {

	private static final Duration PATIENCE = Duration.ofSeconds(30);

	/** What the store says when it ends the program. */
	public final List<String> ends = new CopyOnWriteArrayList<>();

	public final SettableClock clock = new SettableClock();

	public final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private Path directory;

	private Dialect database;

	private FaultyDialect dialect;

	private JdbcStore store;

	public StoreFixture(Path directory) throws SQLException {
		this.directory = directory;
		open();
	}

	public static StoreSettings settings(Path directory) {
		return new StoreSettings(directory, DataSize.ofBytes(0), 0, Duration.ofDays(30), 1_000_000, 200, Duration.ZERO,
				new StoreSettings.Backup("", directory.resolve("backup"), 7));
	}

	private void open() throws SQLException {
		this.database = TestDatabase.open(settings(this.directory));
		this.dialect = new FaultyDialect(this.database);
		this.store = new JdbcStore(this.dialect, this.meters, this.ends::add, this.clock);
	}

	/** Ends it in order and starts it again. */
	public void restart() throws IOException, SQLException {
		close();
		open();
	}

	/**
	 * Goes on with what is on disk now, as if the process had been killed. This process
	 * cannot give up its own lock on SQLite without a note of an orderly end, so it goes
	 * on with a copy of the files. On PostgreSQL another instance goes on.
	 */
	public void kill() throws IOException, SQLException {
		if (TestDatabase.POSTGRESQL) {
			close();
			TestDatabase.noteDeath(this.directory);
			open();
			return;
		}
		Path next = Files.createDirectory(this.directory.resolveSibling(this.directory.getFileName() + "+"));
		copy(this.directory, next);
		close();
		this.directory = next;
		open();
	}

	/** Copies the files of a database. */
	public static void copy(Path from, Path to) throws IOException {
		try (Stream<Path> files = Files.list(from)) {
			for (Path file : files.filter(Files::isRegularFile).toList()) {
				if (!file.toString().endsWith("-shm")) {
					Files.copy(file, to.resolve(file.getFileName()));
				}
			}
		}
	}

	public JdbcStore store() {
		return this.store;
	}

	public FaultyDialect dialect() {
		return this.dialect;
	}

	public Path directory() {
		return this.directory;
	}

	public Path database() {
		return this.directory.resolve("fuse-sync.db");
	}

	public Path log() {
		return this.directory.resolve("fuse-sync.db-wal");
	}

	/** A new webhook of the inbox. */
	public static NewWebhook webhook(String connection) {
		return webhook(WebhookId.next(System.currentTimeMillis()), Queues.INBOX, connection,
				"{}".getBytes(StandardCharsets.UTF_8));
	}

	public static NewWebhook webhook(String id, String queue, String connection, byte[] body) {
		return new NewWebhook(
				new Webhook(id, "financial_connection.sync_data", connection, "plaid", "sandbox", Instant.now(), 0),
				queue, "signature", body);
	}

	/** Stores a webhook and gives its id. */
	public String add(NewWebhook webhook) throws StoreUnavailableException {
		this.store.add(webhook, System.nanoTime() + PATIENCE.toNanos());
		return webhook.webhook().id();
	}

	public String add(String connection) throws StoreUnavailableException {
		return add(webhook(connection));
	}

	/** Stores many at once in one transaction, in that order. */
	public List<NewWebhook> addAll(List<NewWebhook> webhooks) {
		long now = this.clock.millis();
		return this.store.write((session) -> {
			for (NewWebhook webhook : webhooks) {
				session.insert(webhook, null, now);
			}
			return webhooks;
		});
	}

	public Claimer claimer(Store of, int workers) {
		return claimer(of, Queues.INBOX, workers, ClaimPolicy.OPEN);
	}

	public Claimer claimer(Store of, String queue, int workers, ClaimPolicy policy) {
		Claimer claimer = new Claimer(of, new ClaimOptions(queue, workers, true, false, 0, Duration.ofMinutes(1)),
				policy, this.clock);
		claimer.start();
		return claimer;
	}

	/** A column of a webhook's row as text; null if it is null. */
	public String column(String id, String name) {
		return this.store.jdbc()
			.sql("SELECT " + name + " FROM webhook WHERE id = ?")
			.param(id)
			.query((row, number) -> String.valueOf(row.getString(1)))
			.single();
	}

	public String state(String id) {
		return column(id, "state");
	}

	public long number(String sql) {
		return this.store.jdbc().sql(sql).query(Long.class).single();
	}

	/** What the counts say, in the form of {@link #counted}. */
	public Map<String, Long> counts() {
		Map<String, Long> counts = new TreeMap<>();
		Queues.ALL.forEach((queue) -> put(counts, queue, this.store.counts().waiting(queue)));
		this.store.counts().deadLetters().forEach((name, number) -> put(counts, name, number));
		put(counts, "superseded", this.store.counts().superseded());
		put(counts, "history", this.store.counts().history());
		return counts;
	}

	/** What the table says. */
	public Map<String, Long> counted() {
		Map<String, Long> counts = new TreeMap<>();
		this.store.jdbc()
			.sql("SELECT CASE WHEN state = 'waiting' THEN queue WHEN state <> 'dead-lettered' THEN 'history' "
					+ "WHEN superseded_at IS NULL THEN failure_class ELSE 'superseded' END, count(*) FROM webhook GROUP BY 1")
			.query((row, number) -> counts.put(row.getString(1), row.getLong(2)))
			.list();
		return counts;
	}

	private static void put(Map<String, Long> counts, String name, long number) {
		if (number != 0) {
			counts.put(name, number);
		}
	}

	@Override
	public void close() throws IOException {
		this.dialect.heal();
		try {
			this.store.destroy();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		TestDatabase.close(this.database);
	}

}
