/** Hardening of the webhook's port: filters, error answers, limits and settings. */
package dev.fusesync.http;
