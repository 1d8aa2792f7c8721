/**
 * The Camel component {@code store}: routes store webhooks, take them out, and say what
 * became of them.
 */
package dev.fusesync.store.camel;
