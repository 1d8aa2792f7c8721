/** Starts the program. */
package dev.fusesync;
