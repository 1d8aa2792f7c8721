package dev.fusesync.overview;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import dev.fusesync.overview.Overview.Credentials;
import dev.fusesync.overview.Overview.DeadLetters;
import dev.fusesync.overview.Overview.Disk;
import dev.fusesync.overview.Overview.Queue;
import dev.fusesync.overview.activity.Minute;
import dev.fusesync.overview.cluster.Instance;

/**
 * What the state of the program follows from.
 *
 * @param at when it was looked at
 * @param receiving whether a running route takes webhooks
 * @param refusedByFuse whether the circuit breaker is open since Fuse refuses us
 */
record Facts(Instant at, boolean receiving, boolean refusedByFuse, List<Instance> instances, Map<String, Queue> queues,
		List<Minute> minutes, DeadLetters deadLetters, Credentials credentials, Disk disk) {

}
