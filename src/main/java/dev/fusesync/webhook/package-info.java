/** What every part knows of a webhook: its id in the log. */
package dev.fusesync.webhook;
