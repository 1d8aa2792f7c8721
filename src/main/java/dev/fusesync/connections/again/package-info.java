/** Syncs a connection again from the newest body that is kept of it. */
package dev.fusesync.connections.again;
