package dev.fusesync.receive;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

import dev.fusesync.http.RequestAttributes;
import dev.fusesync.webhook.WebhookIdInLog;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.springframework.stereotype.Component;

/**
 * Labels a verified webhook with what routes, logs and people go by: the headers
 * {@code webhook-id}, a new UUID, {@code webhook-type}, {@code webhook-connection} and
 * {@code webhook-source} from its body, {@code webhook-received}, an ISO-8601 instant,
 * and {@code webhook-calls}, 0. Tells the request its type, for the metrics. A label is
 * one short line, whatever stands in the body.
 */
@Component
class WebhookLabels implements Processor {

	private static final int LONGEST = 200;

	private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Zl}\\p{Zp}]");

	private final Clock clock = Clock.systemUTC();

	@Override
	public void process(Exchange exchange) {
		Map<?, ?> webhook = exchange.getVariable("webhook", Map.class);
		Message message = exchange.getMessage();
		String id = UUID.randomUUID().toString();
		message.setHeader(WebhookIdInLog.LABEL, id);
		WebhookIdInLog.begin(id);
		String type = label(webhook.get("type"));
		message.setHeader("webhook-type", type);
		message.setHeader("webhook-connection", label(webhook.get("financial_connection_id")));
		message.setHeader("webhook-source", label(webhook.get("source")));
		message.setHeader("webhook-received", Instant.now(this.clock).truncatedTo(ChronoUnit.MILLIS).toString());
		message.setHeader("webhook-calls", 0);
		if (exchange.getVariable("request") instanceof HttpServletRequest request) {
			request.setAttribute(RequestAttributes.TYPE, type);
		}
	}

	/**
	 * Objects, arrays and nothing are no labels; control characters do not get into logs.
	 */
	static String label(Object value) {
		if (!(value instanceof String || value instanceof Number || value instanceof Boolean)) {
			return "";
		}
		String text = value.toString();
		return UNPRINTABLE.matcher(text.substring(0, Math.min(text.length(), LONGEST))).replaceAll("?").strip();
	}

}
