/**
 * The table of accepted webhooks: the interface for its users, and the interface that a
 * database implements.
 */
package dev.fusesync.store;
