package dev.fusesync.sync.breaker;

import java.time.Duration;

import org.apache.camel.Exchange;

/** Notified about each call to Fuse. Must neither block nor throw. */
public interface CallListener {

	/**
	 * Called after a call, successful or not.
	 * @param exchange contains the exception if the call failed
	 * @param took duration of the call
	 */
	void ended(Exchange exchange, Duration took);

}
