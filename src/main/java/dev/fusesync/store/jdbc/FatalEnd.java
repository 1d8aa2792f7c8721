package dev.fusesync.store.jdbc;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

import org.springframework.stereotype.Component;

/**
 * Ends the program when the store is no longer reliable, without an orderly shutdown,
 * which would wait for the store. A short delay allows pending responses and log lines to
 * be written.
 */
@Component
class FatalEnd implements Consumer<String> {

	/** EX_IOERR of sysexits.h. */
	static final int STATUS = 74;

	private static final long MOMENT_MS = 500;

	@Override
	public void accept(String sentence) {
		Thread end = new Thread(() -> {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(MOMENT_MS));
			Runtime.getRuntime().halt(STATUS);
		}, "store-end");
		end.setDaemon(true);
		end.start();
	}

}
