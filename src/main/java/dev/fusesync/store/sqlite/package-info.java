/** The store in a file of SQLite, for one process. */
package dev.fusesync.store.sqlite;
