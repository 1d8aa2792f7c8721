package dev.fusesync.page.documents;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** What operating.md says about a failure class. */
@Component
@Lazy
public class Advice {

	private static final String PARAGRAPH = "(?ms)^<a id=\"class-%s\"></a>(.*?)(?:\\n\\n|\\z)";

	private final Documents documents;

	Advice(Documents documents) {
		this.documents = documents;
	}

	/** The paragraph about a class as HTML; empty if there is none. */
	public Optional<String> about(String failureClass) {
		if (failureClass == null || !failureClass.matches("[a-z]+")) {
			return Optional.empty();
		}
		Matcher paragraph = Pattern.compile(PARAGRAPH.formatted(failureClass))
			.matcher(this.documents.markdown("operating"));
		return paragraph.find() ? Optional.of(this.documents.html(paragraph.group(1))) : Optional.empty();
	}

}
