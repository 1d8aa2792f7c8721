/** The pages of connections: the list, one connection's timeline, sync again, erase. */
package dev.fusesync.page.connections;
