/** Tests of the store as a whole, and what they have in common. */
package dev.fusesync.store;
