/** The command {@code settings}, which shows the effective configuration. */
package dev.fusesync.commands.settings;
