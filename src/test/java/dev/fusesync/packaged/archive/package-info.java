/** Tests of the archive that is deployed, and of the image that is built from it. */
package dev.fusesync.packaged.archive;
