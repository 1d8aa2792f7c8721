/**
 * What is done in the store aside from webhooks: steps of the clock, history, backups,
 * and what the store says about itself.
 */
package dev.fusesync.store.upkeep;
