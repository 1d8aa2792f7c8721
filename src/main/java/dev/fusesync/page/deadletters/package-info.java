/** The pages of dead letters: causes, list, one. */
package dev.fusesync.page.deadletters;
