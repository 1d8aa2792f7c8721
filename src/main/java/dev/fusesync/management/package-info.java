/**
 * The management port: start page, start summary, parameters of endpoints and metrics.
 */
package dev.fusesync.management;
