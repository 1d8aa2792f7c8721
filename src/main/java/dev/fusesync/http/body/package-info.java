/** Reads bodies without a thread each and bounds their memory. */
package dev.fusesync.http.body;
