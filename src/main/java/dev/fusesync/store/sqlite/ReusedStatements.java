package dev.fusesync.store.sqlite;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A connection that keeps its prepared statements after they are closed, for whoever
 * prepares the same text next. Neither SQLite's driver nor HikariCP keeps them, and to
 * prepare the query that reads a webhook takes SQLite several times as long as to run it.
 * Used by one thread at a time, like the connection.
 */
final class ReusedStatements implements InvocationHandler {

	/** Statements that are kept; the one used longest ago is closed for the next. */
	static final int MOST = 32;

	private final Map<String, PreparedStatement> free = new LinkedHashMap<>();

	private final Connection connection;

	private ReusedStatements(Connection connection) {
		this.connection = connection;
	}

	static Connection of(Connection connection) {
		return proxy(Connection.class, new ReusedStatements(connection));
	}

	private static <T> T proxy(Class<T> type, InvocationHandler handler) {
		return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] { type }, handler));
	}

	@Override
	public Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
		if (method.getName().equals("prepareStatement") && arguments.length == 1) {
			return prepare((String) arguments[0]);
		}
		return call(this.connection, method, arguments);
	}

	private PreparedStatement prepare(String sql) throws SQLException {
		PreparedStatement known = this.free.remove(sql);
		return proxy(PreparedStatement.class,
				new Use(sql, (known != null) ? known : this.connection.prepareStatement(sql)));
	}

	private void keep(String sql, PreparedStatement statement) throws SQLException {
		statement.clearParameters();
		PreparedStatement other = this.free.put(sql, statement);
		if (other != null) {
			other.close();
		}
		if (this.free.size() > MOST) {
			Iterator<PreparedStatement> eldest = this.free.values().iterator();
			eldest.next().close();
			eldest.remove();
		}
	}

	private static Object call(Object target, Method method, Object[] arguments) throws Throwable {
		try {
			return method.invoke(target, arguments);
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

	/** One use of a statement, until it is closed. */
	private final class Use implements InvocationHandler {

		private final String sql;

		private final PreparedStatement statement;

		private ResultSet rows;

		private boolean closed;

		Use(String sql, PreparedStatement statement) {
			this.sql = sql;
			this.statement = statement;
		}

		@Override
		public Object invoke(Object self, Method method, Object[] arguments) throws Throwable {
			switch (method.getName()) {
				case "close":
					close();
					return null;
				case "isClosed":
					return this.closed;
				default:
					Object result = call(this.statement, method, arguments);
					this.rows = (result instanceof ResultSet found) ? found : this.rows;
					return result;
			}
		}

		/** An open result would keep SQLite's log from being emptied. */
		private void close() throws SQLException {
			if (this.closed) {
				return;
			}
			this.closed = true;
			if (this.rows != null) {
				this.rows.close();
			}
			if (ReusedStatements.this.connection.isClosed()) {
				this.statement.close();
			}
			else {
				keep(this.sql, this.statement);
			}
		}

	}

}
