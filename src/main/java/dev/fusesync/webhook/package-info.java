/** A webhook without its body, and its id in the log. */
package dev.fusesync.webhook;
