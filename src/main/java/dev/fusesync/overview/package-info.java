/** The endpoint {@code overview}: what is going on, and what is wrong, in one answer. */
package dev.fusesync.overview;
