/** Reads bodies asynchronously and limits their memory. */
package dev.fusesync.http.body;
