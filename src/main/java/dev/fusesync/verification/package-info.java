/** Fuse's signature and the JSON that it is computed of. */
package dev.fusesync.verification;
