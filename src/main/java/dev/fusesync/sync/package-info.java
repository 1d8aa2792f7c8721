/**
 * Credentials of the sync call, interpretation of Fuse's response, and metrics of calls.
 */
package dev.fusesync.sync;
