package dev.fusesync.bench;

import java.util.Map;

import dev.fusesync.support.PostgresServer;

/** A PostgreSQL of its own for a program, on this machine ({@code -Dbench.store=postgresql}). */
record Database(PostgresServer server) implements AutoCloseable {

	private static final boolean WANTED = "postgresql".equals(System.getProperty("bench.store", ""));

	/** A new, empty one, or null if webhooks are stored in SQLite. */
	static Database start() {
		return WANTED ? new Database(PostgresServer.start()) : null;
	}

	Map<String, String> environment() {
		return Map.of("SPRING_DATASOURCE_URL", this.server.newSchema(), "SPRING_DATASOURCE_USERNAME", "fuse");
	}

	/** Processor seconds of all its processes, those that ended included. */
	double processorSeconds() {
		return Machine.processorSecondsOfAll(this.server.process());
	}

	/** What it has had written to disk so far, in bytes. */
	long written() {
		return Machine.writtenByAll(this.server.process());
	}

	@Override
	public void close() {
		this.server.close();
	}

}
