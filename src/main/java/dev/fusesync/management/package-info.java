/** The management port: login, start page, start summary and metrics. */
package dev.fusesync.management;
