/** The gauge of connections that were synced once and not since. */
package dev.fusesync.connections.freshness;
