/** What a verified webhook is stored with. */
package dev.fusesync.receive;
