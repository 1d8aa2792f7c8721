/** Gauges of the store; none of them reads a whole table. */
package dev.fusesync.store.metrics;
