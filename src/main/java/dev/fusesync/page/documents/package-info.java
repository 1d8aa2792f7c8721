/** The documents in the jar as pages, and what they advise about a failure class. */
package dev.fusesync.page.documents;
