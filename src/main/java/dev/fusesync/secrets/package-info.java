/** Secret settings, checks of their files, and safeguards against leaks. */
package dev.fusesync.secrets;
