/**
 * The store in terms of JDBC: the writer that commits what has gathered, and the
 * statements.
 */
package dev.fusesync.store.jdbc;
