package dev.fusesync.bench.floor;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.fusesync.verification.FuseSignature;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;

/** Two routes with one step each, and workers between them. */
final class FloorRoutes extends RouteBuilder {

	private static final int WORKERS = 64;

	private static final byte[] RECEIVED = "{\"message\":\"Webhook received\"}".getBytes(StandardCharsets.US_ASCII);

	private final Map<String, String> environment = System.getenv();

	private final String key = this.environment.get("FUSE_API_KEY");

	private final ObjectMapper json = new ObjectMapper();

	private final BlockingQueue<FloorWebhook> stored = new LinkedBlockingQueue<>();

	private final AtomicLong ids = new AtomicLong();

	private final FloorStore store;

	private ProducerTemplate calls;

	FloorRoutes(FloorStore store) {
		this.store = store;
	}

	@Override
	public void configure() {
		from("platform-http:/webhook?httpMethodRestrict=POST").routeId("receive").process(this::receive);
		from("direct:sync").routeId("sync")
			.to(this.environment.get("FUSE_BASE_PATH") + "/v1/financial_connections/sync"
					+ "?connectionsPerRoute=100&maxTotalConnections=200");
		this.calls = getContext().createProducerTemplate();
		for (int i = 0; i < WORKERS; i++) {
			Thread worker = new Thread(this::work, "worker-" + i);
			worker.setDaemon(true);
			worker.start();
		}
	}

	private void receive(Exchange exchange) throws Exception {
		byte[] body = exchange.getMessage().getBody(byte[].class);
		String signature = exchange.getMessage().getHeader("fuse-verification", "", String.class);
		exchange.getMessage().removeHeaders("*");
		if (!MessageDigest.isEqual(FuseSignature.ofBody(body, this.key).getBytes(StandardCharsets.US_ASCII),
				signature.getBytes(StandardCharsets.US_ASCII))) {
			exchange.getMessage().setHeader(Exchange.HTTP_RESPONSE_CODE, 403);
			exchange.getMessage().setBody(null);
			return;
		}
		Map<?, ?> webhook = this.json.readValue(body, Map.class);
		FloorWebhook stored = new FloorWebhook(this.ids.incrementAndGet(),
				(String) webhook.get("financial_connection_id"), (String) webhook.get("type"), signature, body);
		this.store.insert(stored).get();
		this.stored.add(stored);
		exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
		exchange.getMessage().setBody(RECEIVED);
	}

	private void work() {
		try {
			while (true) {
				FloorWebhook webhook = this.stored.take();
				Exchange answer = this.calls.request("direct:sync", (exchange) -> call(exchange, webhook));
				if (!answer.isFailed()) {
					this.store.synced(webhook);
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void call(Exchange exchange, FloorWebhook webhook) {
		exchange.getMessage().setBody(webhook.body());
		Map<String, Object> headers = exchange.getMessage().getHeaders();
		headers.put(Exchange.HTTP_METHOD, "POST");
		headers.put(Exchange.CONTENT_TYPE, "application/json");
		headers.put("fuse-verification", webhook.signature());
		headers.put("fuse-api-key", this.key);
		headers.put("fuse-client-id", this.environment.get("FUSE_CLIENT_ID"));
		headers.put("plaid-client-id", this.environment.get("PLAID_CLIENT_ID"));
		headers.put("plaid-secret", this.environment.get("PLAID_SECRET"));
	}

}
