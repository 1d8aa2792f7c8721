package dev.fusesync.page.overview;

import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.fusesync.page.Answer;
import dev.fusesync.page.Asked;
import dev.fusesync.page.Operations;
import dev.fusesync.page.Page;
import dev.fusesync.page.Refused;
import dev.fusesync.page.parts.Fields;

import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** The first page. */
@Component
@Lazy
class OverviewPage implements Page {

	/** Causes of dead letters on this page; the page of dead letters has all. */
	private static final String CAUSES = "5";

	private final Operations operations;

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

	/** None if they cannot be read: the numbers by class are still there. */
	private List<Fields> causes(Asked asked) {
		try {
			return new Fields(this.operations.read(asked, "deadletters/causes", Map.of("limit", CAUSES)), asked.times())
				.list("");
		}
		catch (Refused ex) {
			return new Fields(NullNode.getInstance(), asked.times()).list("");
		}
	}

}
