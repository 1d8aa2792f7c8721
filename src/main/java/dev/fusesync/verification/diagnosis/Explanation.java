package dev.fusesync.verification.diagnosis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.fusesync.verification.CanonicalJson;
import dev.fusesync.webhook.Shown;

/**
 * A diagnosis for people and programs, with what the shipped routes do with the webhook.
 * Neither form has a key, nor anything that could change the terminal.
 *
 * @param diagnosis what is answered, and why
 * @param credentials names of the credential headers of each call to Fuse
 * @param signature the right signature; null unless it was asked for
 */
public record Explanation(Diagnosis diagnosis, List<String> credentials, String signature) {

	private static final String SYNC_DATA = "financial_connection.sync_data";

	private static final String MASKED = "******";

	public Explanation(Diagnosis diagnosis, List<String> credentials) {
		this(diagnosis, credentials, null);
	}

	/** Also tells the right signature. */
	public Explanation with(String rightSignature) {
		return new Explanation(this.diagnosis, this.credentials, rightSignature);
	}

	/** As lines for a terminal. */
	public String text() {
		List<String> lines = new ArrayList<>();
		lines.add("Answer     " + this.diagnosis.status() + (this.diagnosis.isAccepted()
				? ": accepted, signed with the " + this.diagnosis.key() + " key" : ": refused"));
		this.diagnosis.findings().forEach((finding) -> {
			lines.add("Cause      " + finding.sentence() + " [" + finding.cause().code() + "]");
			lines.add("           " + finding.cause().remedy());
		});
		if (isUnknown()) {
			lines.add("Cause      cannot tell: " + unknown());
		}
		if (this.diagnosis.canonical() != null) {
			lines.add("Canonical  " + Shown.whole(this.diagnosis.canonical()));
			lines.add("Type       " + Shown.of(this.diagnosis.type()) + " of source "
					+ Shown.of(this.diagnosis.source()));
			lines.add("Queue      " + queue() + ", then the routes " + String.join(", ", routes())
					+ (this.diagnosis.isAccepted() ? "" : ", were it accepted"));
			headers().forEach((name, value) -> lines.add("Header     " + name + ": " + value));
		}
		if (this.signature != null) {
			lines.add("Signature  " + this.signature);
		}
		return String.join("\n", lines);
	}

	private static String unknown() {
		return "no known mistake explains this signature. The body was changed in a way that cannot be undone, "
				+ "or it was signed with a key that is not known here (--other-key-file), or it is forged. "
				+ "Of a large body not every mistake is tried.";
	}

	/** As a JSON object in ASCII. */
	public String json() {
		Map<String, Object> object = new LinkedHashMap<>();
		object.put("status", this.diagnosis.status());
		object.put("accepted", this.diagnosis.isAccepted());
		object.put("key", this.diagnosis.key());
		object.put("causes", this.diagnosis.findings().stream().map(Explanation::object).toList());
		object.put("cannotTell", isUnknown());
		object.put("canonical", this.diagnosis.canonical());
		if (this.diagnosis.canonical() != null) {
			object.put("type", this.diagnosis.type());
			object.put("source", this.diagnosis.source());
			object.put("queue", queue());
			object.put("routes", routes());
			object.put("headers", headers());
		}
		if (this.signature != null) {
			object.put("signature", this.signature);
		}
		return json(object);
	}

	private static Map<String, String> object(Finding finding) {
		return Map.of("code", finding.cause().code(), "sentence", finding.sentence(), "remedy",
				finding.cause().remedy());
	}

	/** Writes a JSON object in ASCII, its names sorted. */
	public static String json(Map<String, ?> object) {
		return Escapes.ascii(new String(CanonicalJson.of(object), StandardCharsets.UTF_8));
	}

	private boolean isUnknown() {
		return !this.diagnosis.isAccepted() && this.diagnosis.findings().isEmpty();
	}

	private boolean isSyncData() {
		return SYNC_DATA.equals(this.diagnosis.type());
	}

	private String queue() {
		return isSyncData() ? "inbox" : "other-events";
	}

	private List<String> routes() {
		return isSyncData() ? List.of("dispatch", "sync") : List.of("other-events");
	}

	/** Of the call to Fuse; a webhook of another type has none. */
	private Map<String, String> headers() {
		Map<String, String> headers = new LinkedHashMap<>();
		if (isSyncData()) {
			headers.put("Content-Type", "application/json");
			headers.put("fuse-verification", "the received one");
			this.credentials.forEach((name) -> headers.put(name, MASKED));
		}
		return headers;
	}

}
