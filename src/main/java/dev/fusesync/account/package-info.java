/** Keeps the webhooks of one Fuse account from being synced to another one. */
package dev.fusesync.account;
