/**
 * Assigns webhooks to workers: claims in memory, in order of due time and one at a time
 * per connection.
 */
package dev.fusesync.store.claim;
