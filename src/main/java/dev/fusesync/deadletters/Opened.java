package dev.fusesync.deadletters;

import java.io.IOException;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;

/**
 * A dead letter with its body.
 *
 * @param deadLetter what is known of it
 * @param body the webhook's JSON; masked, it has *** for the values of
 * {@code remote_data} and {@code verification_token}, which are a customer's data and a
 * secret
 */
public record Opened(@JsonUnwrapped DeadLetter deadLetter, JsonNode body) {

	private static final JsonMapper JSON = new JsonMapper();

	static Opened masked(Message message) throws JMSException {
		Opened opened = unmasked(message);
		mask(opened.body(), "remote_data");
		mask(opened.body(), "verification_token");
		return opened;
	}

	static Opened unmasked(Message message) throws JMSException {
		return new Opened(DeadLetter.of(message), read(message.getBody(byte[].class)));
	}

	/** What cannot be read cannot be masked either, so only its size is told. */
	private static JsonNode read(byte[] body) {
		try {
			return JSON.readTree(body);
		}
		catch (IOException ex) {
			return TextNode.valueOf(body.length + " bytes that cannot be shown as JSON");
		}
	}

	private static void mask(JsonNode webhook, String secret) {
		webhook.findParents(secret).forEach((parent) -> ((ObjectNode) parent).put(secret, "***"));
	}

}
