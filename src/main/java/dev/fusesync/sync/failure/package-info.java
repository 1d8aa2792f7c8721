/** Classification of failed sync calls by the table of failure classes. */
package dev.fusesync.sync.failure;
