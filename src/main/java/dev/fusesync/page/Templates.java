package dev.fusesync.page;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;

import org.springframework.context.annotation.Lazy;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/**
 * Fills the templates of the folder {@code page} in the jar. They have no expressions,
 * and every value is escaped. A name that the view does not have is an error.
 */
@Component
@Lazy
class Templates {

	private final Mustache.Compiler compiler = Mustache.compiler()
		.nullValue("")
		.emptyStringIsFalse(true)
		.strictSections(true)
		.withLoader(Templates::read);

	private final Map<String, Template> compiled = new ConcurrentHashMap<>();

	/** Fills a template. */
	String fill(String name, Object view) {
		return this.compiled.computeIfAbsent(name, (unknown) -> this.compiler.loadTemplate(unknown)).execute(view);
	}

	private static Reader read(String name) throws IOException {
		return new InputStreamReader(new ClassPathResource("page/" + name + ".mustache").getInputStream(),
				StandardCharsets.UTF_8);
	}

}
