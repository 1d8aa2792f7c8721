/** What became of each connection: its timeline, the list of connections, and erasure. */
package dev.fusesync.connections;
