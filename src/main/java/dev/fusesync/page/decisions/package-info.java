/**
 * What asks before webhooks are replayed, discarded, retried or given up, and shows how
 * far a decision about many is.
 */
package dev.fusesync.page.decisions;
