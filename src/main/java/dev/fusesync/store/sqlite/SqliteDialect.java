package dev.fusesync.store.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import dev.fusesync.settings.SettingsException;
import dev.fusesync.store.Counts;
import dev.fusesync.store.Dialect;
import dev.fusesync.store.Dialect.Fault;
import dev.fusesync.store.StoreSettings;
import dev.fusesync.store.StoredWebhook;
import dev.fusesync.store.WriteSession;
import dev.fusesync.store.jdbc.Schema;

import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.stereotype.Component;

/** SQLite in a file of the data directory, used by this process only. */
@Component
@ConditionalOnExpression("environment.getProperty('spring.datasource.url', '').isBlank()")
public class SqliteDialect implements Dialect, DisposableBean {

	private final Path database;

	private final SqliteConnections connections;

	private final boolean keepsBodies;

	private final SqliteFaults faults;

	private final InstanceLock lock;

	/** The highest row number given so far. */
	private final AtomicLong lastNumber = new AtomicLong();

	private final HikariDataSource readers;

	/**
	 * Opens the database, creates it if it does not exist, and locks it against other
	 * processes.
	 */
	public SqliteDialect(StoreSettings settings) {
		Path directory = settings.directory();
		this.database = directory.resolve("fuse-sync.db");
		this.connections = new SqliteConnections(this.database);
		this.keepsBodies = settings.keepsBodies();
		this.faults = new SqliteFaults(directory, settings.diskReserve().toBytes());
		DataDirectory.prepare(directory);
		this.lock = lock(directory);
		try {
			NativeLibrary.prepare(directory);
			makePrivate(this.database);
			migrate();
			this.readers = this.connections.readers();
		}
		catch (IOException | SQLException ex) {
			this.lock.giveUp();
			throw unusable(directory, ex);
		}
		catch (RuntimeException ex) {
			this.lock.giveUp();
			throw ex;
		}
	}

	private static InstanceLock lock(Path directory) {
		try {
			return InstanceLock.take(directory.resolve("fuse-sync.db.lock"));
		}
		catch (IOException ex) {
			throw unusable(directory, ex);
		}
	}

	private static SettingsException unusable(Path directory, Exception cause) {
		return DataDirectory.unusable(directory, "could not be opened (" + cause.getMessage() + ")");
	}

	/**
	 * Creates an empty file for the owner only. SQLite creates the files beside it with
	 * the same permissions.
	 */
	private static void makePrivate(Path file) throws IOException {
		if (!Files.exists(file)) {
			Files.createFile(file);
			try {
				Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
			}
			catch (UnsupportedOperationException ex) {
				// No POSIX permissions on this system.
			}
			sync(file.toAbsolutePath().getParent());
		}
	}

	private void migrate() throws SQLException {
		try (Connection connection = this.connections.writer()) {
			connection.setAutoCommit(false);
			Schema.migrate(connection, "sqlite", null);
		}
	}

	@Override
	public WriteSession openWriter(Counts counts) throws SQLException {
		return new SqliteWriteSession(this.connections.writer(), counts, this.lastNumber, this.keepsBodies);
	}

	@Override
	public PreparedStatement waiting(Connection connection, String columns, String queue, long dueAt,
			StoredWebhook after, int limit) throws SQLException {
		PreparedStatement select = connection.prepareStatement(
				"SELECT " + columns + " FROM webhook w WHERE w.state = 'waiting' AND w.queue = ? AND w.due_at <= ? "
						+ "AND (w.due_at, w.seq) > (?, ?) ORDER BY w.due_at, w.seq LIMIT ?");
		select.setString(1, queue);
		select.setLong(2, dueAt);
		select.setLong(3, (after != null) ? after.dueAt() : Long.MIN_VALUE);
		select.setLong(4, (after != null) ? after.seq() : 0);
		select.setInt(5, limit);
		return select;
	}

	@Override
	public String waitingOfAll() {
		return " FROM webhook w WHERE w.state = 'waiting' AND w.queue = :queue AND w.due_at <= :dueAt "
				+ "AND (w.due_at, w.seq) > (:dueAfter, :seqAfter) ORDER BY w.due_at, w.seq LIMIT :limit";
	}

	@Override
	public DataSource readers() {
		return this.readers;
	}

	@Override
	public Fault fault(SQLException failure) {
		return this.faults.of(failure);
	}

	@Override
	public Optional<String> shortage() {
		return this.faults.shortage();
	}

	@Override
	public OptionalLong size() {
		return OptionalLong.of(size(this.database) + size(log()));
	}

	@Override
	public OptionalLong logSize() {
		return OptionalLong.of(size(log()));
	}

	private Path log() {
		return this.database.resolveSibling(this.database.getFileName() + "-wal");
	}

	/**
	 * Never opens the file, since closing it would release this process's locks on it.
	 */
	private static long size(Path file) {
		try {
			return Files.size(file);
		}
		catch (IOException ex) {
			return 0;
		}
	}

	@Override
	public String place() {
		return this.database.toAbsolutePath().normalize().toString();
	}

	@Override
	public boolean wasKilled() {
		return this.lock.wasKilled();
	}

	@Override
	public void backUp(Path target) throws SQLException, IOException {
		Path part = target.resolveSibling(target.getFileName() + ".part");
		Files.deleteIfExists(part);
		makePrivate(part);
		try (Connection connection = this.connections.writer();
				PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
			copy.setString(1, part.toAbsolutePath().toString());
			copy.execute();
		}
		sync(part);
		Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
		sync(target.toAbsolutePath().getParent());
	}

	private static void sync(Path path) throws IOException {
		StandardOpenOption mode = Files.isDirectory(path) ? StandardOpenOption.READ : StandardOpenOption.WRITE;
		try (FileChannel channel = FileChannel.open(path, mode)) {
			channel.force(true);
		}
	}

	@Override
	public void destroy() throws IOException {
		this.readers.close();
		this.lock.close();
	}

}
