/** Dead letters: list, replay, discard, metrics and health. */
package dev.fusesync.deadletters;
