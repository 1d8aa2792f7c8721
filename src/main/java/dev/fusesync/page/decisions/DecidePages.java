package dev.fusesync.page.decisions;

import java.util.List;

import dev.fusesync.page.Operations;
import dev.fusesync.page.Page;
import dev.fusesync.page.decisions.DecidePage.Subject;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** The two subjects of decisions. */
@Configuration(proxyBeanMethods = false)
@Lazy
class DecidePages {

	@Bean
	@Lazy
	Page decideAboutDeadLetters(Operations operations) {
		return new DecidePage(operations, new Subject("decide", "deadletters", "dead-letters", "dead-letter",
				"dead letter", "deadLetter", List.of(Action.REPLAY, Action.DISCARD)));
	}

	@Bean
	@Lazy
	Page decideAboutWaiting(Operations operations) {
		return new DecidePage(operations, new Subject("waiting-decide", "waiting", "waiting", null, "waiting webhook",
				"webhook", List.of(Action.RETRY, Action.GIVE_UP)));
	}

}
