/** Gauges of the store, none of which ever reads a whole table. */
package dev.fusesync.store.metrics;
