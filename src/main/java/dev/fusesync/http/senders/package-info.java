/** Whom webhooks may come from, and what each was answered with. */
package dev.fusesync.http.senders;
