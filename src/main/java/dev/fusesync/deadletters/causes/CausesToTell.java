package dev.fusesync.deadletters.causes;

import java.util.List;

import dev.fusesync.notices.DeadLetterCauses;
import dev.fusesync.sync.failure.FailureClass;

import org.springframework.stereotype.Component;

/** The causes that a person is told of, with those dead letters that need a decision. */
@Component
class CausesToTell implements DeadLetterCauses {

	private final CauseQueries queries;

	CausesToTell(CauseQueries queries) {
		this.queries = queries;
	}

	@Override
	public List<DeadLetterCauses.Cause> causes() {
		return this.queries.causes()
			.stream()
			.filter((cause) -> !cause.failureClass().equals(FailureClass.FINISHED.value()))
			.filter((cause) -> cause.count() > cause.superseded())
			.map((cause) -> new DeadLetterCauses.Cause(cause.cause(), cause.sentence(),
					cause.count() - cause.superseded()))
			.toList();
	}

}
