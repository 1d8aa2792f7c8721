/** Settings shared by several packages, and the report of invalid ones. */
package dev.fusesync.settings;
