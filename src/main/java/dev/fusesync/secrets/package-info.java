/** Secret settings, checks of their files, and guards against their leaking. */
package dev.fusesync.secrets;
