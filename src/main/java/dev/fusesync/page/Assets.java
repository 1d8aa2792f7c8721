package dev.fusesync.page;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

import jakarta.servlet.http.HttpServletResponse;

import org.springframework.context.annotation.Lazy;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/**
 * The files of the page: stylesheet, scripts, icon, and the pictures of the documents.
 * Nothing else of the jar is served. Browsers keep them; their addresses change with
 * their content.
 */
@Component
@Lazy
class Assets {

	private static final Map<String, String> TYPES = Map.of("page.css", "text/css;charset=UTF-8", "page.js",
			"text/javascript;charset=UTF-8", "htmx-2.0.10.min.js", "text/javascript;charset=UTF-8", "icon.svg",
			"image/svg+xml");

	private static final String PICTURE = "[a-z0-9-]+\\.png";

	private final Map<String, byte[]> files = new TreeMap<>();

	Assets() {
		TYPES.keySet().forEach((name) -> this.files.put(name, read("page/" + name)));
	}

	/** Names of the files, without the pictures. */
	Iterable<String> names() {
		return this.files.keySet();
	}

	/** The address of a file, relative to a page. */
	String link(String name) {
		return "assets/" + name + "?v=" + sha256(this.files.get(name)).substring(0, 8);
	}

	/** Sends a file, or 404. */
	void send(String name, HttpServletResponse response) throws IOException {
		byte[] file = this.files.get(name);
		ClassPathResource picture = new ClassPathResource("documents/images/" + name);
		if (file == null && !(name.matches(PICTURE) && picture.exists())) {
			response.sendError(HttpServletResponse.SC_NOT_FOUND);
			return;
		}
		response.setHeader("Cache-Control", "private, max-age=" + ((file != null) ? "31536000, immutable" : "3600"));
		response.setContentType(TYPES.getOrDefault(name, "image/png"));
		response.getOutputStream().write((file != null) ? file : picture.getContentAsByteArray());
	}

	static String sha256(byte[] file) {
		try {
			return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
		}
		catch (NoSuchAlgorithmException ex) {
			throw new IllegalStateException("Every Java has SHA-256", ex);
		}
	}

	private static byte[] read(String path) {
		try (InputStream file = new ClassPathResource(path).getInputStream()) {
			return file.readAllBytes();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
