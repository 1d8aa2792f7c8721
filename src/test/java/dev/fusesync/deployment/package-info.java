/** What is shipped to run the program with: units of systemd, manifests of Kubernetes. */
package dev.fusesync.deployment;
