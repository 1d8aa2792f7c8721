/**
 * The commands in the program's jar, which run without Spring:
 * {@code java -jar fuse-sync.jar COMMAND}.
 */
package dev.fusesync.commands;
