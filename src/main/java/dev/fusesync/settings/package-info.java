/** Settings that several packages share, and how a faulty one is reported. */
package dev.fusesync.settings;
