/** Who may enter the management port, and what they may do there. */
package dev.fusesync.management.login;
