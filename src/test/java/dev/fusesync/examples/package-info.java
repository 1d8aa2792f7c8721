/** Tests to copy for routes of your own. */
package dev.fusesync.examples;
