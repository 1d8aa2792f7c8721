/** The route files on disk: which of them are loaded, and what stands where in them. */
package dev.fusesync.routes.files;
