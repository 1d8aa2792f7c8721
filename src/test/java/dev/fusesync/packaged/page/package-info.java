/** Tests of the packaged program with the operator's page in a browser. */
package dev.fusesync.packaged.page;
