/** What health says, for a person. */
package dev.fusesync.page.health;
