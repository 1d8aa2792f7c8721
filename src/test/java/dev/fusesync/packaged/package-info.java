/** Tests of the packaged program in a process of its own. */
package dev.fusesync.packaged;
