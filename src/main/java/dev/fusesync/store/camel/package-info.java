/**
 * The Camel component {@code store}: routes store webhooks, take them, and set their
 * outcome.
 */
package dev.fusesync.store.camel;
