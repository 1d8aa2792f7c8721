/** The store in a SQLite file, for one process. */
package dev.fusesync.store.sqlite;
