package dev.fusesync.sync.breaker;

import java.time.Duration;

import org.apache.camel.Exchange;

/** Is told about each call to Fuse. Must neither block nor throw. */
public interface CallListener {

	/**
	 * A call has ended, however it did.
	 * @param exchange with the exception that it failed with, if it did
	 * @param took how long it took
	 */
	void ended(Exchange exchange, Duration took);

}
