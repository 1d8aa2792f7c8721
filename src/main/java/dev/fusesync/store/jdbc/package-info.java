/** JDBC implementation of the store: the group-commit writer and the statements. */
package dev.fusesync.store.jdbc;
