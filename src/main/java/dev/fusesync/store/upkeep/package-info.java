/** Maintenance of the store: changes of the clock, history, backups, and inspection. */
package dev.fusesync.store.upkeep;
