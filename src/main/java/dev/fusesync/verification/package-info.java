/** Fuse's signature and the canonical JSON that it is computed from. */
package dev.fusesync.verification;
