package dev.fusesync.sync;

import java.io.IOException;

/**
 * A credential cannot be sent now, for example since its file is being replaced. The
 * message names the header and quotes no secret. An IOException, so that the webhook is
 * tried again like one whose call could not be made.
 */
public final class CredentialException extends IOException {

	private static final long serialVersionUID = 1L;

	CredentialException(String header, RuntimeException cause) {
		super("The credential " + header + " cannot be read or sent", cause);
	}

}
