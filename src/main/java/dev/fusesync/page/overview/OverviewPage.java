package dev.fusesync.page.overview;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.fusesync.page.Answer;
import dev.fusesync.page.Asked;
import dev.fusesync.page.Operations;
import dev.fusesync.page.Page;
import dev.fusesync.page.Refused;
import dev.fusesync.page.parts.Fields;
import dev.fusesync.page.parts.Link;

import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** The first page. */
@Component
@Lazy
class OverviewPage implements Page {

	/** Causes of dead letters on this page; the page of dead letters has all. */
	private static final String CAUSES = "5";

	/** How long the causes are shown to all who ask, as the overview is. */
	private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(3);

	private final Operations operations;

	private JsonNode causes;

	private long askedAt;

	OverviewPage(Operations operations) {
		this.operations = operations;
	}

	@Override
	public String path() {
		return "";
	}

	@Override
	public Answer get(Asked asked) {
		Fields overview = new Fields(this.operations.read(asked, "overview", Map.of()), asked.times());
		return Answer.page("overview", "Overview", OverviewView.of(overview, causes(asked)));
	}

	/** Has this instance call Fuse now. */
	@Override
	public Answer post(Asked asked) {
		this.operations.write(asked, "breaker", Map.of());
		return Answer.to(Link.to(path()).with("done", "try"));
	}

	/** None if they cannot be read: the numbers by class are still there. */
	private synchronized List<Fields> causes(Asked asked) {
		try {
			if (this.causes == null || System.nanoTime() - this.askedAt > FRESH_NANOS) {
				this.causes = this.operations.read(asked, "deadletters/causes", Map.of("limit", CAUSES));
				this.askedAt = System.nanoTime();
			}
			return new Fields(this.causes, asked.times()).list("");
		}
		catch (Refused ex) {
			return new Fields(NullNode.getInstance(), asked.times()).list("");
		}
	}

}
