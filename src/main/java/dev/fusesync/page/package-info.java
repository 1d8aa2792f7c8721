/**
 * The operator's page: a servlet on the management port that calls the Actuator endpoints
 * in the same process and shows what they answer as HTML.
 */
package dev.fusesync.page;
