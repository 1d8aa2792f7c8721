package dev.fusesync.page;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.core.io.ClassPathResource;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;

/** Which files are served, and that the one that is not ours is what it was. */
class AssetsTest {

	/**
	 * Of the file dist/htmx.min.js in the package htmx.org 2.0.10 of the npm registry.
	 */
	private static final String HTMX = "71ea67185bfa8c98c39d31717c6fce5d852370fcdfd129db4543774d3145c0de";

	private final Assets assets = new Assets();

	@Test
	void hasHtmxUnchangedBelowItsLicence() throws IOException {
		String file = new ClassPathResource("page/htmx-2.0.10.min.js").getContentAsString(StandardCharsets.UTF_8);
		String[] parts = file.split("\n", 2);
		assertThat(parts[0]).startsWith("/*! htmx 2.0.10").contains("Zero-Clause BSD").endsWith("*/");
		assertThat(Assets.sha256(parts[1].getBytes(StandardCharsets.UTF_8))).isEqualTo(HTMX);
	}

	@ParameterizedTest
	@CsvSource({ "page.css, text/css;charset=UTF-8", "page.js, text/javascript;charset=UTF-8",
			"htmx-2.0.10.min.js, text/javascript;charset=UTF-8", "icon.svg, image/svg+xml" })
	void sendsItsFilesToBeKept(String name, String type) throws IOException {
		MockHttpServletResponse response = send(name);
		assertThat(response.getStatus()).isEqualTo(200);
		assertThat(response.getContentType()).isEqualTo(type);
		assertThat(response.getHeader("Cache-Control")).isEqualTo("private, max-age=31536000, immutable");
		assertThat(response.getContentAsByteArray()).isNotEmpty();
		assertThat(this.assets.link(name)).matches("assets/" + name + "\\?v=[0-9a-f]{8}");
	}

	@Test
	void sendsThePicturesOfTheDocuments() throws IOException {
		MockHttpServletResponse response = send("hawtio-routes.png");
		assertThat(response.getContentType()).isEqualTo("image/png");
		assertThat(response.getContentAsByteArray()).startsWith(0x89, 'P', 'N', 'G');
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "overview.mustache", "../application.properties", "nothing.png", "page.css/",
			"..%2fx.png", "images/hawtio-routes.png" })
	void sendsNothingElse(String name) throws IOException {
		assertThat(send(name).getStatus()).isEqualTo(404);
	}

	@Test
	void namesNoOtherAddressInItsOwnFiles() throws IOException {
		for (String name : List.of("page.css", "page.js")) {
			assertThat(send(name).getContentAsString()).doesNotContain("http:", "https:", "url(", "@import", "eval(");
		}
	}

	private MockHttpServletResponse send(String name) throws IOException {
		MockHttpServletResponse response = new MockHttpServletResponse();
		this.assets.send(name, response);
		return response;
	}

}
