package dev.fusesync.deadletters;

import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;

/** A request that a person must correct; the message says how, in a sentence. */
public class BadRequest extends InvalidEndpointRequestException {

	private static final long serialVersionUID = 1L;

	/** The sentence is shown to whoever asked. */
	public BadRequest(String sentence) {
		super(sentence, sentence);
	}

}
