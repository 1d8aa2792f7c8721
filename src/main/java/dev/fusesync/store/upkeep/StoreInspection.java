package dev.fusesync.store.upkeep;

import java.io.IOException;
import java.sql.SQLException;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

import dev.fusesync.store.Dialect;
import dev.fusesync.store.Queues;
import dev.fusesync.store.Store;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ResponseStatusException;

/**
 * Shows the state of the store and makes backups, over HTTP on the management port and
 * over JMX.
 */
@Component
@Endpoint(id = "store")
class StoreInspection {

	private final Store store;

	private final Dialect dialect;

	private final Backups backups;

	StoreInspection(Store store, Dialect dialect, Backups backups) {
		this.store = store;
		this.dialect = dialect;
		this.backups = backups;
	}

	/** The state of the store. */
	@ReadOperation
	StoreState state() {
		Map<String, Long> waiting = new TreeMap<>();
		Queues.ALL.forEach((queue) -> waiting.put(queue, this.store.counts().waiting(queue)));
		return new StoreState(this.dialect.place(), value(this.dialect.size()), value(this.dialect.logSize()), waiting,
				this.store.counts().deadLetters(), this.store.counts().superseded(), this.store.counts().history(),
				this.store.trouble().or(this.dialect::shortage).orElse(null));
	}

	/** Copies the store to the backup directory and returns when that is done. */
	@WriteOperation
	Map<String, String> backup() {
		try {
			return Map.of("file", this.backups.run().toAbsolutePath().toString());
		}
		catch (IllegalStateException ex) {
			throw new ResponseStatusException(HttpStatus.CONFLICT, ex.getMessage());
		}
		catch (IOException | SQLException ex) {
			throw new ResponseStatusException(HttpStatus.INTERNAL_SERVER_ERROR, "The backup failed: " + ex, ex);
		}
	}

	private static Long value(OptionalLong number) {
		return number.isPresent() ? number.getAsLong() : null;
	}

}
