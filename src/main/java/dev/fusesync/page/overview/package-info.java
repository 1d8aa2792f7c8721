/** The first page: what is wrong, for whom, since when. */
package dev.fusesync.page.overview;
