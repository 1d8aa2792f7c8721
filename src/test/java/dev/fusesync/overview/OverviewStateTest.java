package dev.fusesync.overview;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import dev.fusesync.overview.Overview.Credentials;
import dev.fusesync.overview.Overview.DeadLetters;
import dev.fusesync.overview.Overview.Disk;
import dev.fusesync.overview.Overview.Queue;
import dev.fusesync.overview.activity.Minute;
import dev.fusesync.overview.cluster.Breaker;
import dev.fusesync.overview.cluster.Instance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The sentence that somebody reads first, at 14:10 UTC on the last day of January. */
class OverviewStateTest {

	private static final Instant NOW = Instant.parse("2026-01-31T14:10:00Z");

	private static final Breaker CLOSED = new Breaker("closed", null, null, null);

	private static final Breaker OPEN = new Breaker("open", "No connection (refused)",
			Instant.parse("2026-01-31T14:03:00Z"), Instant.parse("2026-01-31T14:10:11Z"));

	private static final Breaker STOPPED = new Breaker("stopped", "The route dispatch is stopped.", null, null);

	private boolean receiving = true;

	private boolean refusedByFuse;

	private final List<Instance> instances = new ArrayList<>(List.of(instance(1, true, CLOSED)));

	private Queue inbox = new Queue(0, 0L, 0, 0.0, List.of());

	private List<Minute> minutes = minutes((minute) -> minute);

	private Map<String, Long> deadLetters = Map.of("message", 0L);

	private Credentials credentials = new Credentials(Map.of(), List.of(), Map.of(), Map.of(), Map.of());

	private String storeReason;

	@Test
	void allIsWell() {
		expect("ok", "Webhooks are received and synced. None waits.");
	}

	@Test
	void theStoreIsClosed() {
		everythingElseIsWrong();
		this.storeReason = "The disk has 7 MiB of free space, less than fuse.store.disk-reserve, 256 MiB";
		String sentence = "Webhooks are answered with 503: The disk has 7 MiB of free space, less than "
				+ "fuse.store.disk-reserve, 256 MiB.";
		expect("down", sentence);
		assertThat(OverviewState.of(facts()).help()).isEqualTo("operating#the-disk-is-full");
		this.minutes.set(59, new Minute(minuteOf(59), 0, 0, 0, 0, 1_234));
		expect("down", sentence + " 1,234 were in the last hour: Fuse has to send them again.");
		this.storeReason = "The database is slow";
		this.minutes.set(59, new Minute(minuteOf(59), 0, 0, 0, 0, 1));
		expect("down", "Webhooks are answered with 503: The database is slow. 1 was in the last hour: Fuse has to "
				+ "send it again.");
		assertThat(OverviewState.of(facts()).help()).isEqualTo("operating#store-and-disk");
	}

	@Test
	void noRouteReceives() {
		everythingElseIsWrong();
		this.receiving = false;
		expect("down", "No running route takes webhooks. Start the route receive, in Hawtio for example.");
	}

	@Test
	void aRouteIsStopped() {
		everythingElseIsWrong();
		here(STOPPED);
		expect("paused", "Nothing is synced: The route dispatch is stopped. 1,204 webhooks wait.");
	}

	@Test
	void fuseCannotBeReached() {
		everythingElseIsWrong();
		here(OPEN);
		expect("paused", "Nothing is synced since 14:03 UTC: No connection (refused). 1,204 webhooks wait "
				+ "until Fuse is back, none is lost. The next attempt is at 14:10:11 UTC.");
		this.inbox = new Queue(1, 1L, 0, 0.0, List.of());
		here(new Breaker("half-open", "No connection (refused)", Instant.parse("2026-01-29T14:03:00Z"), null));
		expect("paused", "Nothing is synced since 2026-01-29 14:03 UTC: No connection (refused). 1 webhook waits "
				+ "until Fuse is back, none is lost.");
	}

	@Test
	void theNextWebhookTestsWhetherFuseIsBack() {
		Breaker halfOpen = new Breaker("half-open", "No connection (refused)", NOW.minusSeconds(60), null);
		this.instances.add(instance(2, false, halfOpen));
		expect("ok", "Webhooks are received and synced. None waits.");
		this.inbox = new Queue(1, 1L, 0, 0.0, List.of());
		expect("attention", "The instance 2 (web2:8081) syncs nothing: No connection (refused).");
		this.inbox = new Queue(0, 0L, 0, null, List.of());
		here(halfOpen);
		expect("attention", "Fuse could not be called since " + Wording.of(NOW.minusSeconds(60), NOW)
				+ ": No connection (refused). None waits: the next webhook tests whether it is back.");
		this.refusedByFuse = true;
		assertThat(OverviewState.of(facts()).state()).isEqualTo("down");
		assertThat(OverviewState.of(facts()).sentence()).contains("Correct FUSE_API_KEY");
	}

	@Test
	void fuseRefusesUs() {
		here(new Breaker("open", "Fuse answered 401 with invalid_headers.", NOW, NOW.plusSeconds(5)));
		this.refusedByFuse = true;
		expect("down", "Nothing is synced since 14:10 UTC: Fuse answered 401 with invalid_headers. Webhooks "
				+ "are still received, and wait. Correct FUSE_API_KEY, FUSE_CLIENT_ID or FUSE_BASE_PATH, or the file that "
				+ "it names.");
	}

	@ParameterizedTest
	@CsvSource({ "59, 3, 0, true", "50, 3, 0, true", "49, 3, 0, false", "59, 3, 1, false", "59, 20, 1, true",
			"59, 19, 1, false", "58, 30, 1, false" })
	void theKeyWasPerhapsRolled(int refusedAt, int refused, int receivedBefore, boolean shown) {
		this.minutes = minutes((minute) -> minute);
		this.minutes.set(58, new Minute(minuteOf(58), receivedBefore, 0, 0, 0, 0));
		this.minutes.set(refusedAt, new Minute(minuteOf(refusedAt), (refusedAt == 58) ? 1 : 0, 0, refused, 0, 0));
		String begin = "Since " + Wording.of(minuteOf(refusedAt), NOW) + " " + refused
				+ " webhooks were refused with 403, and none was accepted.";
		assertThat(OverviewState.of(facts()).sentence().startsWith(begin)).isEqualTo(shown);
		if (shown) {
			assertThat(OverviewState.of(facts()).sentence()).contains("FUSE_API_KEY_PREVIOUS");
		}
	}

	/** Anybody can send a webhook that is refused. */
	@Test
	void aForgedWebhookHidesNothing() {
		this.minutes = minutes((minute) -> new Minute(minute.minute(), 0, 0, 1, 0, 0));
		this.deadLetters = Map.of("message", 1L);
		expect("attention", "Dead letters wait for a decision: 1 of class message.");
		this.credentials = new Credentials(Map.of(), List.of(), Map.of("teller-certificate", NOW), Map.of(), Map.of());
		expect("attention", "The certificate teller-certificate ends on 2026-01-31. Replace its file.");
		this.credentials = new Credentials(Map.of(), List.of(), Map.of(), Map.of("plaid-secret", "is empty"), Map.of());
		expect("attention", "The credential plaid-secret cannot be sent: it is empty.");
	}

	@Test
	void credentialsAreRefused() {
		this.credentials = new Credentials(Map.of("teller", "2026-01-31T14:09:00Z: Fuse answered 400 with x."),
				List.of("teller"), Map.of(), Map.of(), Map.of("teller-certificate", "/run/secrets/teller.pem"));
		expect("attention",
				"The credentials of teller are refused: Fuse answered 400 with x. Its webhooks wait, none is "
						+ "lost; the others go on. Correct teller.pem in /run/secrets, without a restart.");
		assertThat(OverviewState.of(facts()).page()).isEqualTo("waiting?queue=inbox&source=teller");
		this.credentials = new Credentials(Map.of(), List.of("a&b"), Map.of(), Map.of(),
				new TreeMap<>(Map.of("a&b-id", "/run/secrets/ID", "a&b-key", "/run/secrets/KEY")));
		expect("attention", "The credentials of a&b are refused. Its webhooks wait, none is lost; the others go on. "
				+ "Correct ID or KEY in /run/secrets, without a restart.");
		assertThat(OverviewState.of(facts()).page()).isEqualTo("waiting?queue=inbox&source=a%26b");
		this.credentials = new Credentials(Map.of(), List.of("a"), Map.of(), Map.of(), Map.of("a-id", "of-here"));
		expect("attention", "The credentials of a are refused. Its webhooks wait, none is lost; the others go on. "
				+ "Correct of-here in " + Path.of("").toAbsolutePath() + ", without a restart.");
		this.credentials = new Credentials(Map.of(), List.of("a"), Map.of(), Map.of(),
				new TreeMap<>(Map.of("a-id", "/run/ID", "a-key", "/secrets/KEY")));
		expect("attention", "The credentials of a are refused. Its webhooks wait, none is lost; the others go on. "
				+ "Correct /run/ID or /secrets/KEY, without a restart.");
		this.credentials = new Credentials(Map.of("mx", "2026-01-31T14:09:00Z: Fuse answered 400 with x."),
				List.of("mx"), Map.of(), Map.of(), Map.of("teller-certificate", "/run/secrets/teller.pem"));
		expect("attention", "The credentials of mx are refused: Fuse answered 400 with x. Its webhooks wait, none is "
				+ "lost; the others go on. Correct its variables, and restart.");
		this.credentials = new Credentials(Map.of(), List.of(), Map.of(),
				Map.of("plaid-secret", "names a file that cannot be read (/x)"), Map.of());
		expect("attention", "The credential plaid-secret cannot be sent: it names a file that cannot be read (/x).");
	}

	@ParameterizedTest
	@CsvSource({ "2026-02-14T14:09:59Z, ends on 2026-02-14", "2026-01-31T14:09:59Z, ended on 2026-01-31",
			"2026-02-14T14:10:00Z, " })
	void aCertificateEndsSoon(Instant end, String shown) {
		this.credentials = new Credentials(Map.of(), List.of(), Map.of("teller-certificate", end), Map.of(), Map.of());
		expect((shown != null) ? "attention" : "ok",
				(shown != null) ? "The certificate teller-certificate " + shown + ". Replace its file."
						: "Webhooks are received and synced. None waits.");
	}

	@Test
	void anotherInstanceSyncsNothing() {
		this.instances.add(instance(7, false, OPEN));
		expect("attention", "The instance 7 (web7:8081) syncs nothing: No connection (refused).");
		this.instances.set(1, instance(7, false, new Breaker("of-another-version", null, null, null)));
		expect("attention", "The instance 7 (web7:8081) syncs nothing.");
		this.instances.set(1, instance(7, false, null));
		expect("ok", "Webhooks are received and synced. None waits.");
	}

	@Test
	void deadLettersWait() {
		this.deadLetters = Map.of("finished", 5L);
		expect("ok", "Webhooks are received and synced. None waits.");
		this.deadLetters = new TreeMap<>(Map.of("finished", 5L, "message", 1_500L, "unexpected", 2L));
		expect("attention", "Dead letters wait for a decision: 1,500 of class message, 2 of class unexpected.");
	}

	@Test
	void theOldestIsOld() {
		this.inbox = new Queue(3, 3L, 0, 899.0, List.of());
		expect("ok", "Webhooks are received and synced. 3 wait.");
		this.inbox = new Queue(3, 3L, 0, 2_530.0, List.of());
		expect("attention", "The oldest webhook that is not synced yet was received 42 minutes ago.");
		this.inbox = new Queue(1, null, 0, null, List.of());
		expect("ok", "Webhooks are received and synced. 1 waits.");
	}

	private void everythingElseIsWrong() {
		this.instances.add(instance(2, false, OPEN));
		this.deadLetters = Map.of("message", 3L);
		this.inbox = new Queue(1_204, 3L, 0, 2_530.0, List.of());
		this.minutes = minutes((minute) -> new Minute(minute.minute(), 0, 0, 3, 0, 0));
	}

	private void here(Breaker breaker) {
		this.instances.set(0, instance(1, true, breaker));
	}

	private static Instance instance(long number, boolean here, Breaker breaker) {
		return new Instance(number, "web" + number + ":8081", "1", NOW, NOW, here, 256, 0L, breaker);
	}

	private static Instant minuteOf(int number) {
		return NOW.plus(number - 59, ChronoUnit.MINUTES);
	}

	private static List<Minute> minutes(UnaryOperator<Minute> change) {
		return new ArrayList<>(
				IntStream.range(0, 60).mapToObj((i) -> change.apply(new Minute(minuteOf(i), 0, 0, 0, 0, 0))).toList());
	}

	private Facts facts() {
		return new Facts(NOW, this.receiving, this.refusedByFuse, this.instances, Map.of("inbox", this.inbox),
				this.minutes, new DeadLetters(this.deadLetters, 0), this.credentials,
				new Disk(1L, 2L, 3L, 4L, "data", this.storeReason));
	}

	/** What it links to is there, too. */
	private void expect(String state, String sentence) {
		OverviewState found = OverviewState.of(facts());
		assertThat(found.sentence()).isEqualTo(sentence);
		assertThat(found.state()).isEqualTo(state);
		assertThat(found.help()).matches("operating#.+");
		assertThat(anchors()).contains(found.help().substring(10));
	}

	private static List<String> anchors() {
		try {
			return Files.readAllLines(Path.of("src/site/markdown/operating.md"))
				.stream()
				.filter((line) -> line.startsWith("#"))
				.map((line) -> line.replaceFirst("^#+ ", "")
					.toLowerCase()
					.replaceAll("[^\\p{L}\\p{N} -]", "")
					.replace(' ', '-'))
				.toList();
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
