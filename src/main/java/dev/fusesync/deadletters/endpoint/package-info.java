/** The endpoint {@code deadletters} of the management port and of JMX. */
package dev.fusesync.deadletters.endpoint;
