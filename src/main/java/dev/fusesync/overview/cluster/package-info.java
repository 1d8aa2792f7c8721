/** The instances that share the database, and what each says of itself. */
package dev.fusesync.overview.cluster;
