/** The circuit breaker: its route policy, settings, health and metric. */
package dev.fusesync.sync.breaker;
