/** The sender of the profile sandbox, which plays Fuse's webhooks. */
package dev.fusesync.sandbox;
