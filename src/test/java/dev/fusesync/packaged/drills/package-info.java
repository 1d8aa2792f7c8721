/** Drills of minutes with the packaged program. */
package dev.fusesync.packaged.drills;
