/**
 * How many webhooks were received, synced and refused in each minute of the last hour.
 */
package dev.fusesync.overview.activity;
