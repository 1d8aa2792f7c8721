package dev.fusesync.operations;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/** A request that a person must correct; the message says how, in a sentence. */
class BadRequest extends InvalidEndpointRequestException {

	private static final long serialVersionUID = 1L;

	BadRequest(String sentence) {
		super(sentence, sentence);
	}

}
