/** Webhooks that wait: list, retry now, give up. */
package dev.fusesync.waiting;
