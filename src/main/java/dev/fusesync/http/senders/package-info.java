/** Allowed senders of webhooks, and counters and logs of responses. */
package dev.fusesync.http.senders;
