/**
 * Tells a person, by the route {@code after-transition}, when something begins or ends.
 */
package dev.fusesync.notices;
