/** The command {@code check}, which finds what could stop or spoil a start. */
package dev.fusesync.commands.check;
