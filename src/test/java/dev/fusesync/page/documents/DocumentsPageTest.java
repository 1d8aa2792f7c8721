package dev.fusesync.page.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.web.util.HtmlUtils;

import static org.assertj.core.api.Assertions.assertThat;

/** The documents in the jar: all are there, and their links lead somewhere. */
class DocumentsPageTest {

	private final Documents documents = new Documents();

	static List<String> names() {
		return Documents.NAMES;
	}

	@Test
	void areAllDocuments() throws IOException {
		try (Stream<Path> files = Files.list(Path.of("src/site/markdown"))) {
			Set<String> names = files.map((file) -> file.getFileName().toString().replace(".md", ""))
				.collect(Collectors.toSet());
			names.add("README");
			assertThat(Documents.NAMES).containsExactlyInAnyOrderElementsOf(names);
		}
	}

	@ParameterizedTest
	@MethodSource("names")
	void linksLeadSomewhere(String name) {
		String html = html(name);
		assertThat(html).startsWith("<h1 id=");
		assertThat(found(html, "href=\"([^\"]+)\"")).allSatisfy((link) -> {
			if (link.startsWith("https://") || link.startsWith("http://")) {
				return;
			}
			assertThat(link).matches("(document\\?name=[\\w-]+)?(#[\\w-]+)?");
			String target = link.startsWith("#") ? name : link.replaceAll(".*name=|#.*", "");
			if (link.contains("#")) {
				assertThat(found(html(target), "id=\"([^\"]+)\"")).as(name + " -> " + link)
					.contains(link.substring(link.indexOf('#') + 1));
			}
		});
		assertThat(found(html, "src=\"([^\"]+)\"")).allSatisfy((picture) -> assertThat(
				new ClassPathResource("documents/images/" + picture.replace("assets/", "")).exists())
			.as(picture)
			.isTrue());
	}

	@ParameterizedTest
	@MethodSource("names")
	void contentsLeadToHeadings(String name) {
		assertThat(found(html(name), "<h2 id=\"([^\"]+)\""))
			.containsExactlyElementsOf(this.documents.contents(this.documents.markdown(name)).keySet());
	}

	@ParameterizedTest
	@MethodSource("names")
	void haveNothingThatThePolicyForbids(String name) {
		assertThat(html(name)).doesNotContain("<script", "<style", " style=", " onclick=", "<iframe");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "message", "finished", "configuration", "aggregator", "throttled", "transient", "unexpected" })
	void adviseAboutEachClass(String failureClass) {
		assertThat(new Advice(this.documents).about(failureClass)).get()
			.asString()
			.startsWith("<p><strong>" + failureClass + "</strong>: ")
			.endsWith("</p>\n");
	}

	@ParameterizedTest
	@ValueSource(strings = { "nothing", ".*", "message\"></a>", "" })
	void adviseAboutNothingElse(String failureClass) {
		assertThat(new Advice(this.documents).about(failureClass)).isEmpty();
		assertThat(new Advice(this.documents).about(null)).isEmpty();
	}

	@Test
	void showLinksToFilesThatAreNotHereAsText() {
		assertThat(this.documents.html("See [the `file`](../../main/x.yaml) and [it](installing.md#a)."))
			.isEqualTo("<p>See the <code>file</code> and <a href=\"document?name=installing#a\">it</a>.</p>\n");
	}

	private String html(String name) {
		return this.documents.html(this.documents.markdown(name));
	}

	private static List<String> found(String html, String pattern) {
		return Pattern.compile(pattern)
			.matcher(html)
			.results()
			.map((found) -> HtmlUtils.htmlUnescape(found.group(1)))
			.toList();
	}

}
