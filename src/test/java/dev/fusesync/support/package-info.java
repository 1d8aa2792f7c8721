/** What tests of several packages share. */
package dev.fusesync.support;
