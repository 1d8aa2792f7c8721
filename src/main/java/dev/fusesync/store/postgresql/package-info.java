/** The store in a PostgreSQL database, for one or several instances. */
package dev.fusesync.store.postgresql;
