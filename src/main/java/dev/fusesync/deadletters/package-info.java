/** Webhooks that were given up: shown, replayed, discarded, counted. */
package dev.fusesync.deadletters;
