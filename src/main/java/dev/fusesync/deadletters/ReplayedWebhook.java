package dev.fusesync.deadletters;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Session;

/**
 * The webhook of a dead letter as it goes back into the inbox: the same bytes, signature
 * and history, but with its age and its waits from the beginning. Nothing that the broker
 * or the dead letter wrote on it goes along. The route {@code replay} does the same.
 */
final class ReplayedWebhook {

	private ReplayedWebhook() {
	}

	static Message of(Message deadLetter, Session session) throws JMSException {
		Map<String, Object> labels = Labels.of(deadLetter);
		labels.keySet().removeIf((name) -> !name.matches("fuse-verification|webhook-.*"));
		labels.remove("webhook-retries");
		labels.remove("webhook-waited");
		labels.putIfAbsent("webhook-first-received", labels.get("webhook-received"));
		labels.put("webhook-received", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
		labels.put("webhook-replays", Labels.number(labels, "webhook-replays") + 1);
		labels.values().removeIf(Objects::isNull);
		BytesMessage webhook = session.createBytesMessage();
		webhook.writeBytes(deadLetter.getBody(byte[].class));
		for (Map.Entry<String, Object> label : labels.entrySet()) {
			webhook.setObjectProperty(Labels.nameInJms(label.getKey()), label.getValue());
		}
		return webhook;
	}

}
