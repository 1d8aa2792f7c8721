/**
 * Who works on which webhook: claims in memory, in order of due time and one at a time
 * per connection.
 */
package dev.fusesync.store.claim;
