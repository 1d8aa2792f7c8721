/** What a person decides about webhooks, one by one or many in the background. */
package dev.fusesync.decisions;
