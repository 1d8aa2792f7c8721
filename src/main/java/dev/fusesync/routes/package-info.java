/** The check of the routes at the start, and the report of what is wrong in them. */
package dev.fusesync.routes;
