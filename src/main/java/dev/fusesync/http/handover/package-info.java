/** Hands a webhook to the route that receives it, and sends the route's response. */
package dev.fusesync.http.handover;
