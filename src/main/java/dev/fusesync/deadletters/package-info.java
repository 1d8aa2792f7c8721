/** Dead letters: filter, replay, discard, retention, metrics and health. */
package dev.fusesync.deadletters;
