/** The page of webhooks that wait. */
package dev.fusesync.page.waiting;
