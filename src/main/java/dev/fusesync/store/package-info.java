/**
 * The table of accepted webhooks: what others ask of it, and what a database must offer
 * for it.
 */
package dev.fusesync.store;
