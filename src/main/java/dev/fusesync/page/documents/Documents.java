package dev.fusesync.page.documents;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.commonmark.ext.gfm.tables.TablesExtension;
import org.commonmark.node.AbstractVisitor;
import org.commonmark.node.Code;
import org.commonmark.node.Heading;
import org.commonmark.node.Image;
import org.commonmark.node.Link;
import org.commonmark.node.Node;
import org.commonmark.node.Text;
import org.commonmark.parser.Parser;
import org.commonmark.renderer.html.HtmlRenderer;

import org.springframework.context.annotation.Lazy;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/**
 * The Markdown documents in the jar as HTML. Their links lead to pages; a link to a file
 * that is not in the jar is shown as text. They are part of the program, so their HTML is
 * not escaped.
 */
@Component
@Lazy
class Documents {

	/** Names of the documents, in the order in which they are listed. */
	static final List<String> NAMES = List.of("README", "operating", "installing", "accounts", "commands", "recipes",
			"testing", "scaling", "systemd", "kubernetes", "security", "performance", "architecture", "decisions");

	private static final Pattern DOCUMENT = Pattern.compile("(?:.*/)?([\\w-]+)\\.md(#.*)?");

	private static final Pattern PICTURE = Pattern.compile("(?:.*/)?images/([a-z0-9-]+\\.png)");

	private final Parser parser = Parser.builder().extensions(List.of(TablesExtension.create())).build();

	private final HtmlRenderer renderer = HtmlRenderer.builder()
		.extensions(List.of(TablesExtension.create()))
		.attributeProviderFactory((context) -> (node, tag, attributes) -> {
			if (node instanceof Heading heading) {
				attributes.put("id", Words.of(heading).anchor());
			}
			if (tag.equals("pre")) {
				attributes.put("tabindex", "0");
			}
		})
		.build();

	/** The text of a document. */
	String markdown(String name) {
		try {
			return new ClassPathResource("documents/" + name + ".md").getContentAsString(StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/** The heading of a document. */
	String title(String name) {
		return markdown(name).lines().findFirst().orElse("").replaceFirst("^# ", "");
	}

	/** HTML of a text from a document. */
	String html(String markdown) {
		Node document = this.parser.parse(markdown);
		document.accept(new Links());
		return this.renderer.render(document);
	}

	/** The headings of the second level, by their anchors, in their order. */
	Map<String, String> contents(String markdown) {
		Map<String, String> contents = new LinkedHashMap<>();
		this.parser.parse(markdown).accept(new AbstractVisitor() {

			@Override
			public void visit(Heading heading) {
				if (heading.getLevel() == 2) {
					Words words = Words.of(heading);
					contents.put(words.anchor(), words.toString());
				}
			}

		});
		return contents;
	}

	/** Leads links and pictures to where they are on this port. */
	private static final class Links extends AbstractVisitor {

		@Override
		public void visit(Link link) {
			visitChildren(link);
			Matcher document = DOCUMENT.matcher(link.getDestination());
			if (document.matches() && NAMES.contains(document.group(1))) {
				String anchor = (document.group(2) != null) ? document.group(2) : "";
				link.setDestination("document?name=" + document.group(1) + anchor);
			}
			else if (!link.getDestination().matches("#.*|https?://.*")) {
				while (link.getFirstChild() != null) {
					link.insertBefore(link.getFirstChild());
				}
				link.unlink();
			}
		}

		@Override
		public void visit(Image image) {
			Matcher picture = PICTURE.matcher(image.getDestination());
			if (picture.matches()) {
				image.setDestination("assets/" + picture.group(1));
			}
		}

	}

	/** The words of a heading. */
	private static final class Words extends AbstractVisitor {

		private final StringBuilder words = new StringBuilder();

		static Words of(Heading heading) {
			Words words = new Words();
			heading.accept(words);
			return words;
		}

		@Override
		public String toString() {
			return this.words.toString();
		}

		/** As GitHub makes it. */
		String anchor() {
			return this.words.toString().toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N} -]", "").replace(' ', '-');
		}

		@Override
		public void visit(Text text) {
			this.words.append(text.getLiteral());
		}

		@Override
		public void visit(Code code) {
			this.words.append(code.getLiteral());
		}

	}

}
