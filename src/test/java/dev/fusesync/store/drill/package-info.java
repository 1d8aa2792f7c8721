/** What the store does to the disk, as seen from outside its process. */
package dev.fusesync.store.drill;
