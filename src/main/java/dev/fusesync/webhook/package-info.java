/** What is known of a webhook, and its id in the log. */
package dev.fusesync.webhook;
