/** When a webhook is retried: the schedule and {@code Retry-After}. */
package dev.fusesync.sync.retry;
