/**
 * The embedded broker, and what routes need of it to take one webhook of a connection at
 * a time.
 */
package dev.fusesync.inbox;
