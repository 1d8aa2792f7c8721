package dev.fusesync.verification.diagnosis;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import dev.fusesync.verification.ApiKey;

/**
 * What fuse-sync answers to a webhook, and why. A cause is only named if the signature is
 * right once that mistake is undone, or if the body or the signature alone proves it.
 *
 * @param status the status of the answer: 200, 400 or 403
 * @param key name of the key that the signature was made with; null if it is unknown
 * @param findings the causes; none if the webhook is accepted, or if the cause cannot be
 * known
 * @param canonical what Fuse signs of this body; null if the body is refused
 * @param type its {@code type}; null if it has none
 * @param source its {@code source}; null if it has none
 */
public record Diagnosis(int status, String key, List<Finding> findings, String canonical, String type, String source) {

	/** The key of the profile sandbox, which is no secret. */
	private static final ApiKey SANDBOX = new ApiKey("sandbox", "sandbox-api-key");

	/** How much is made and signed in search of a cause, in bytes: seconds at most. */
	private static final long MOST_SIGNED = 200_000_000;

	/**
	 * Examines a webhook.
	 * @param body the received bytes
	 * @param signature the header {@code fuse-verification}; blank if there is none
	 * @param keys the accepted keys, and others that may have been used
	 */
	public static Diagnosis of(byte[] body, String signature, List<ApiKey> keys) {
		Json json = Json.of(body);
		SignatureText received = new SignatureText(signature);
		Match match = match(body, json, received, keys);
		if (json.fault() == null && match != null && match.findings().isEmpty()) {
			return result(200, match.key(), List.of(), json);
		}
		List<Finding> findings = new ArrayList<>((match != null) ? match.findings() : List.of());
		if (json.fault() != null) {
			findings.add((body.length == 0) ? Finding.of(Cause.BODY_EMPTY) : json.fault());
		}
		if (match == null) {
			received.fault().ifPresent(findings::add);
		}
		return result((json.fault() != null) ? 400 : 403, (match != null) ? match.key() : null, findings, json);
	}

	private static Diagnosis result(int status, String key, List<Finding> findings, Json json) {
		return new Diagnosis(status, key, List.copyOf(findings),
				(json.fault() != null) ? null : new String(json.canonical(), StandardCharsets.UTF_8),
				json.string("type"), json.string("source"));
	}

	/** Whether fuse-sync accepts the webhook. */
	public boolean isAccepted() {
		return this.status == 200;
	}

	/** The first that explains the signature, from the likely to the unlikely. */
	private static Match match(byte[] body, Json json, SignatureText signature, List<ApiKey> keys) {
		List<Key> tried = Stream.concat(keys.stream(), Stream.of(SANDBOX)).flatMap(Key::of).toList();
		long signed = 0;
		for (Iterator<Form> forms = forms(body, json).iterator(); forms.hasNext() && signed < MOST_SIGNED;) {
			Form form = forms.next();
			byte[] text = form.text();
			signed += body.length;
			for (Key key : (text != null) ? tried : List.<Key>of()) {
				Optional<List<Finding>> damage = signature.explainedBy(key.sign(text, form.algorithm()));
				if (damage.isPresent()) {
					return new Match(key.name(),
							Stream.of(key.findings(), damage.get(), form.findings()).flatMap(List::stream).toList());
				}
				signed += text.length;
			}
		}
		return null;
	}

	private static Stream<Form> forms(byte[] body, Json json) {
		Stream<Form> asItIs = (json.fault() != null) ? Stream.empty() : Stream.of(Form.of(json::canonical));
		Stream<Form> values = (json.fault() != null) ? Stream.empty() : new ValueChanges(json.object()).undone();
		return Stream.of(asItIs, SignedForms.of(body, json), values, BodyChanges.undone(body))
			.flatMap((forms) -> forms);
	}

	private record Match(String key, List<Finding> findings) {
	}

	/** A key, as it is or with what happens to keys. */
	private record Key(String name, String text, List<Finding> findings) {

		static Stream<Key> of(ApiKey key) {
			List<Finding> other = key.isAccepted() ? List.of()
					: List.of(new Finding(Cause.KEY_OTHER, "that of " + key.name()));
			return Stream.of(new Key(key.name(), key.text(), other), new Key(key.name(), key.text() + "\n",
					Stream.concat(other.stream(), Stream.of(Finding.of(Cause.KEY_LINE_BREAK))).toList()));
		}

		byte[] sign(byte[] signed, String algorithm) {
			try {
				Mac mac = Mac.getInstance(algorithm);
				mac.init(new SecretKeySpec(this.text.getBytes(StandardCharsets.UTF_8), algorithm));
				return mac.doFinal(signed);
			}
			catch (GeneralSecurityException ex) {
				throw new IllegalStateException("Every Java platform has " + algorithm, ex);
			}
		}

	}

}
