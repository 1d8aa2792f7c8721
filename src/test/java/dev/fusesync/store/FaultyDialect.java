package dev.fusesync.store;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

import javax.sql.DataSource;

/** A database that fails when a test says so. */
public final class FaultyDialect implements Dialect {

	private final Dialect dialect;

	private volatile Function<String, Throwable> failures = (method) -> null;

	public FaultyDialect(Dialect dialect) {
		this.dialect = dialect;
	}

	/**
	 * From now on a call of the writer's session throws what this makes of its method's
	 * name; null for nothing. An exception's message may be the name of a
	 * {@link Dialect.Fault}.
	 */
	public void fail(Function<String, Throwable> failures) {
		this.failures = failures;
	}

	/** From now on that method fails with that fault. */
	public void fail(String method, Fault fault) {
		fail((called) -> called.equals(method) ? new SQLException(fault.name()) : null);
	}

	/** From now on nothing fails. */
	public void heal() {
		fail((method) -> null);
	}

	@Override
	public WriteSession openWriter(Counts counts) throws SQLException {
		WriteSession session = this.dialect.openWriter(counts);
		return (WriteSession) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] { WriteSession.class },
				(proxy, method, arguments) -> {
					Throwable failure = this.failures.apply(method.getName());
					if (failure != null) {
						throw failure;
					}
					try {
						return method.invoke(session, arguments);
					}
					catch (InvocationTargetException ex) {
						throw ex.getCause();
					}
				});
	}

	@Override
	public Fault fault(SQLException failure) {
		for (Fault fault : Fault.values()) {
			if (fault.name().equals(failure.getMessage())) {
				return fault;
			}
		}
		return this.dialect.fault(failure);
	}

	@Override
	public PreparedStatement waiting(Connection connection, String columns, String queue, long dueAt,
			StoredWebhook after, int limit) throws SQLException {
		return this.dialect.waiting(connection, columns, queue, dueAt, after, limit);
	}

	@Override
	public String waitingOfAll() {
		return this.dialect.waitingOfAll();
	}

	@Override
	public String claimable() {
		return this.dialect.claimable();
	}

	@Override
	public Buckets buckets() {
		return this.dialect.buckets();
	}

	@Override
	public DataSource readers() {
		return this.dialect.readers();
	}

	@Override
	public Optional<String> shortage() {
		return this.dialect.shortage();
	}

	@Override
	public OptionalLong size() {
		return this.dialect.size();
	}

	@Override
	public OptionalLong logSize() {
		return this.dialect.logSize();
	}

	@Override
	public String place() {
		return this.dialect.place();
	}

	@Override
	public boolean wasKilled() {
		return this.dialect.wasKilled();
	}

	@Override
	public void backUp(Path target) throws SQLException, IOException {
		this.dialect.backUp(target);
	}

}
