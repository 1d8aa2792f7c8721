package dev.fusesync.overview;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.fusesync.overview.Overview.Credentials;
import dev.fusesync.overview.Overview.Queue;
import dev.fusesync.overview.activity.Minute;
import dev.fusesync.store.Queues;
import dev.fusesync.sync.failure.FailureClass;

/** What a person should see to, while other webhooks are received and synced. */
final class Attention {

	private static final Duration CERTIFICATE = Duration.ofDays(14);

	private static final double OLD_SECONDS = Duration.ofMinutes(15).toSeconds();

	private static final int RECENT_MINUTES = 10;

	/** One scanner rarely sends so many within the minutes between two webhooks. */
	private static final int MANY_REFUSED = 20;

	/** Dead letters of it need no decision: the connection is gone. */
	private static final String QUIET_CLASS = FailureClass.FINISHED.value();

	private Attention() {
	}

	/** Since the last one that was accepted, many of them or none for long. */
	static Optional<OverviewState> forged(Facts facts) {
		List<Minute> since = sinceAccepted(facts.minutes());
		long refused = refused(since);
		boolean still = refused(last(since, RECENT_MINUTES)) > 0;
		boolean told = still && (refused >= MANY_REFUSED || since.size() >= RECENT_MINUTES);
		return told ? Optional.of(attention("Since " + Wording.of(first(since), facts.at()) + " "
				+ Wording.number(refused, "webhook was", "webhooks were")
				+ " refused with 403, and none was accepted. Was Fuse's API key rolled? Then set FUSE_API_KEY_PREVIOUS "
				+ "to the old key and FUSE_API_KEY to the new one; variables that are no files need a restart.",
				"operating#the-api-key-was-rolled", null)) : Optional.empty();
	}

	private static List<Minute> sinceAccepted(List<Minute> minutes) {
		int first = minutes.size();
		while (first > 0 && minutes.get(first - 1).received() == 0) {
			first--;
		}
		return minutes.subList(first, minutes.size());
	}

	private static List<Minute> last(List<Minute> minutes, int number) {
		return minutes.subList(Math.max(0, minutes.size() - number), minutes.size());
	}

	private static long refused(List<Minute> minutes) {
		return minutes.stream().mapToLong(Minute::refused).sum();
	}

	private static Instant first(List<Minute> minutes) {
		return minutes.stream().filter((minute) -> minute.refused() > 0).findFirst().orElseThrow().minute();
	}

	static Optional<OverviewState> credentials(Facts facts) {
		Credentials credentials = facts.credentials();
		Stream<OverviewState> unusable = credentials.unusable()
			.entrySet()
			.stream()
			.map((one) -> attention(
					"The credential " + one.getKey() + " cannot be sent: it " + Wording.dotted(one.getValue()),
					"operating#credentials", null));
		Stream<OverviewState> refused = credentials.refused().stream().map((source) -> refused(source, credentials));
		return Stream.concat(unusable, refused).findFirst();
	}

	private static OverviewState refused(String source, Credentials credentials) {
		String[] answer = credentials.lastAnswers().getOrDefault(source, "").split(": ", 2);
		return attention(
				"The credentials of " + source + " are refused"
						+ ((answer.length == 2) ? ": " + Wording.dotted(answer[1]) : ".")
						+ " Its webhooks wait, none is lost; the others go on. " + correct(source, credentials),
				"operating#an-aggregators-credentials-are-refused",
				"waiting?queue=inbox&source=" + URLEncoder.encode(source, StandardCharsets.UTF_8));
	}

	private static String correct(String source, Credentials credentials) {
		List<Path> files = credentials.files()
			.entrySet()
			.stream()
			.filter((file) -> file.getKey().startsWith(source + "-"))
			.map((file) -> Path.of(file.getValue()).toAbsolutePath())
			.toList();
		if (files.isEmpty()) {
			return "Correct its variables, and restart.";
		}
		Path directory = files.get(0).getParent();
		return files.stream().allMatch((file) -> directory.equals(file.getParent())) ? "Correct "
				+ joined(files.stream().map(Path::getFileName)) + " in " + directory + ", without a restart."
				: "Correct " + joined(files.stream()) + ", without a restart.";
	}

	private static String joined(Stream<Path> files) {
		return files.map(Path::toString).collect(Collectors.joining(" or "));
	}

	static Optional<OverviewState> certificates(Facts facts) {
		return facts.credentials()
			.certificatesEnd()
			.entrySet()
			.stream()
			.filter((one) -> one.getValue().isBefore(facts.at().plus(CERTIFICATE)))
			.findFirst()
			.map((one) -> attention(
					"The certificate " + one.getKey()
							+ (one.getValue().isBefore(facts.at()) ? " ended on " : " ends on ")
							+ one.getValue().toString().substring(0, 10) + ". Replace its file.",
					"operating#credentials", null));
	}

	static Optional<OverviewState> deadLetters(Facts facts) {
		String byClass = facts.deadLetters()
			.byClass()
			.entrySet()
			.stream()
			.filter((one) -> one.getValue() > 0 && !one.getKey().equals(QUIET_CLASS))
			.map((one) -> Wording.number(one.getValue()) + " of class " + one.getKey())
			.collect(Collectors.joining(", "));
		return byClass.isEmpty() ? Optional.empty()
				: Optional.of(attention("Dead letters wait for a decision: " + byClass + ".", "operating#dead-letters",
						"dead-letters"));
	}

	static Optional<OverviewState> oldest(Facts facts) {
		Queue inbox = facts.queues().get(Queues.INBOX);
		return (inbox == null || inbox.oldestAge() == null || inbox.oldestAge() < OLD_SECONDS) ? Optional.empty()
				: Optional.of(attention(
						"The oldest webhook that is not synced yet was received "
								+ Wording.number((long) (inbox.oldestAge() / 60), "minute", "minutes") + " ago.",
						"operating#what-becomes-of-a-webhook", "waiting?queue=inbox"));
	}

	private static OverviewState attention(String sentence, String help, String page) {
		return new OverviewState(OverviewState.ATTENTION, sentence, help, page);
	}

}
