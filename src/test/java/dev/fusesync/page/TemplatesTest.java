package dev.fusesync.page;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import com.samskivert.mustache.MustacheException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** The rules of the templates, which keep scripts of others out of the page. */
class TemplatesTest {

	private static final Path FOLDER = Path.of("src/main/resources/page");

	/** HTML of the program's own documents. */
	private static final List<String> UNESCAPED = List.of("document.mustache", "advice.mustache");

	static List<Path> templates() throws IOException {
		try (Stream<Path> files = Files.list(FOLDER)) {
			return files.filter((file) -> file.toString().endsWith(".mustache")).sorted().toList();
		}
	}

	@ParameterizedTest
	@MethodSource("templates")
	void escapesAllValues(Path template) throws IOException {
		String text = Files.readString(template);
		if (UNESCAPED.contains(template.getFileName().toString())) {
			assertThat(text).containsOnlyOnce("{{{").contains("{{{html}}}");
		}
		else {
			assertThat(text).doesNotContain("{{{").doesNotContain("{{&");
		}
	}

	@ParameterizedTest
	@MethodSource("templates")
	void hasNoScriptStyleOrForeignAddressInIt(Path template) throws IOException {
		String text = Files.readString(template);
		assertThat(text).doesNotContainPattern("<script(?! src=)")
			.doesNotContainPattern("(?i)\\son[a-z]+=")
			.doesNotContainPattern("\\s(style|hx-on[^=]*|hx-vals|hx-vars|srcdoc)=")
			.doesNotContainPattern("(href|src|action|hx-get)=\"(https?:|//|/)")
			.doesNotContain("<style", "<base", "<iframe", "<object", "javascript:");
	}

	/** Quotes are what keeps a value inside its attribute. */
	@ParameterizedTest
	@MethodSource("templates")
	void quotesEveryAttribute(Path template) throws IOException {
		String text = Files.readString(template)
			.replaceAll("\\{\\{[#^/>][^}]*}}", "")
			.replaceAll("=(\"[^\"]*\"|'[^']*')", "=\"\"");
		assertThat(
				Pattern.compile("<[a-z][^>]*?[\\w-]=(?![\"'])").matcher(text).results().map((found) -> found.group()))
			.isEmpty();
	}

	@ParameterizedTest
	@MethodSource("templates")
	void labelsEveryField(Path template) throws IOException {
		String outside = Files.readString(template)
			.replaceAll("(?s)<label>.*?</label>", "")
			.replaceAll("<input type=\"hidden\"[^>]*>", "");
		assertThat(outside).doesNotContain("<input", "<select", "<textarea");
	}

	@ParameterizedTest
	@MethodSource("templates")
	void hasATokenInEveryFormThatChangesSomething(Path template) throws IOException {
		String text = Files.readString(template);
		assertThat(Pattern.compile("(?s)<form method=\"post\".*?</form>")
			.matcher(text)
			.results()
			.map((found) -> found.group()))
			.allSatisfy((form) -> assertThat(form).contains("name=\"token\" value=\"{{frame.token}}\""));
	}

	@Test
	void refusesANameThatTheViewDoesNotHave() {
		record Nothing(String other) {
		}
		assertThatExceptionOfType(MustacheException.class)
			.isThrownBy(() -> new Templates().fill("time", new Nothing("x")))
			.withMessageContaining("iso");
	}

	@Test
	void escapes() {
		record Time(String iso, String full, String ago) {
		}
		assertThat(new Templates().fill("time", new Time("\"><b>", "'&`=", null)))
			.isEqualTo("<time datetime=\"&quot;&gt;&lt;b&gt;\" title=\"&#39;&amp;&#x60;&#x3D;\"></time>\n");
	}

}
