package dev.fusesync.page.health;

import java.util.List;
import java.util.Map;

import dev.fusesync.page.Answer;
import dev.fusesync.page.Asked;
import dev.fusesync.page.Operations;
import dev.fusesync.page.Page;
import dev.fusesync.page.parts.Fields;
import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Shows all parts of health, those that are not well first. */
@Component
@Lazy
class HealthPage implements Page {

	private final Operations operations;

	HealthPage(Operations operations) {
		this.operations = operations;
	}

	@Override
	public String path() {
		return "health";
	}

	@Override
	public Answer get(Asked asked) {
		Fields health = new Fields(this.operations.read(asked, "health", Map.of()), asked.times());
		return Answer.page("health", "Health", new View(Status.of(health), Part.of(health)));
	}

	private record View(Status whole, List<Part> parts) {

		boolean hasParts() {
			return !this.parts.isEmpty();
		}

	}

}
