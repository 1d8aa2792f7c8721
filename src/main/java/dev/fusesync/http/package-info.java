/** Hardening of the webhook's port: filters, error responses, limits and settings. */
package dev.fusesync.http;
