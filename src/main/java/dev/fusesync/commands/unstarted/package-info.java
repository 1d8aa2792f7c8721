/** The program as a start would build it, without anything that runs. */
package dev.fusesync.commands.unstarted;
