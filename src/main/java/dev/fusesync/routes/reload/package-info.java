/** Live reload of the route files, in the profiles {@code sandbox} and {@code dev}. */
package dev.fusesync.routes.reload;
