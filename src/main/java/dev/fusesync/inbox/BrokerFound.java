package dev.fusesync.inbox;

/** The broker is there: once at the start, and each time that it was away. */
public record BrokerFound() {
}
