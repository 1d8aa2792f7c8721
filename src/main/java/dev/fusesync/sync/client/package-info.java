/** Limits of every outbound call: time, size of the response, trace headers. */
package dev.fusesync.sync.client;
