package dev.fusesync.page.documents;

import java.util.List;

import dev.fusesync.page.Answer;
import dev.fusesync.page.Asked;
import dev.fusesync.page.Page;
import dev.fusesync.page.Refused;
import dev.fusesync.page.parts.Link;

import org.springframework.context.annotation.Lazy;
import org.springframework.stereotype.Component;

/** Lists the documents, or shows one. */
@Component
@Lazy
class DocumentPage implements Page {

	private final Documents documents;

	DocumentPage(Documents documents) {
		this.documents = documents;
	}

	@Override
	public String path() {
		return "document";
	}

	@Override
	public Answer get(Asked asked) {
		String name = asked.get("name");
		if (name == null) {
			return Answer.page("documents", "Documents", new Index(Documents.NAMES.stream().map(this::entry).toList()));
		}
		if (!Documents.NAMES.contains(name)) {
			throw new Refused(404, "There is no such document");
		}
		String markdown = this.documents.markdown(name);
		List<Entry> contents = this.documents.contents(markdown)
			.entrySet()
			.stream()
			.map((heading) -> new Entry("#" + heading.getKey(), heading.getValue()))
			.toList();
		return Answer.page("document", this.documents.title(name), new Shown(this.documents.html(markdown), contents));
	}

	private Entry entry(String name) {
		return new Entry(Link.to("document").with("name", name).toString(), this.documents.title(name));
	}

	private record Index(List<Entry> entries) {

	}

	private record Entry(String href, String title) {

	}

	private record Shown(String html, List<Entry> contents) {

		boolean hasContents() {
			return this.contents.size() > 2;
		}

	}

}
