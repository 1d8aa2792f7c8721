/** What dead letters have in common: class, code and source. */
package dev.fusesync.deadletters.causes;
