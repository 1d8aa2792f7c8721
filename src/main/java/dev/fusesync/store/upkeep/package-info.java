/**
 * Maintenance of the store: changes of the clock, history, kept bodies, superseded dead
 * letters, backups, and inspection.
 */
package dev.fusesync.store.upkeep;
