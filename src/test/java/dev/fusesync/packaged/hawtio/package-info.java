/** Tests of the packaged program with Hawtio in a browser. */
package dev.fusesync.packaged.hawtio;
