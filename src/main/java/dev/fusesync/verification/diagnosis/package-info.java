/** Why a webhook's signature does not verify: finds the mistake that explains it. */
package dev.fusesync.verification.diagnosis;
