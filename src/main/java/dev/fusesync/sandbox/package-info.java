/** Generates Fuse's webhooks in the profile sandbox. */
package dev.fusesync.sandbox;
