/**
 * Receives webhooks: rejections, the state of the store, and what a verified webhook is
 * stored with.
 */
package dev.fusesync.receive;
