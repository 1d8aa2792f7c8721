/** Credentials, Fuse's response and how each call ended. */
package dev.fusesync.sync;
