/** What a failed sync call means for its webhook, by the table of failure classes. */
package dev.fusesync.sync.failure;
