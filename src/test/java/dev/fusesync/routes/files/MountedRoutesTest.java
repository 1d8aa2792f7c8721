package dev.fusesync.routes.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.fusesync.support.MountedVolume;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The shipped routes in a folder as Kubernetes mounts a ConfigMap. */
class MountedRoutesTest {

	private static final Path SHIPPED = Path.of("routes");

	@TempDir
	Path directory;

	private Path routes;

	private MountedVolume volume;

	@BeforeEach
	void mount() throws IOException {
		this.routes = this.directory.resolve("routes");
		this.volume = new MountedVolume(this.routes);
		this.volume.set(MountedVolume.textsOf(SHIPPED));
		assertThat(this.routes.resolve("internal")).isSymbolicLink();
	}

	@Test
	void areLoadedOnceEachFoldersIncluded() throws IOException {
		assertThat(loaded()).containsExactlyInAnyOrderElementsOf(shipped()).contains("internal/retry.camel.yaml");
		assertThat(files().ignored()).isEmpty();
	}

	@Test
	void areLoadedIfTheirFolderIsALink() throws IOException {
		Path elsewhere = this.directory.resolve("elsewhere");
		Files.move(this.routes, elsewhere);
		Files.createSymbolicLink(this.routes, elsewhere);
		assertThat(loaded()).containsExactlyInAnyOrderElementsOf(shipped());
		assertThat(files().ignored()).isEmpty();
	}

	@Test
	void areFoundAgainAfterTheKubeletHasReplacedThem() throws IOException {
		Map<String, String> texts = MountedVolume.textsOf(SHIPPED);
		texts.put("internal/retry.camel.yaml", "# changed\n");
		this.volume.set(texts);
		assertThat(loaded()).containsExactlyInAnyOrderElementsOf(shipped());
		assertThat(this.routes.resolve("internal/retry.camel.yaml")).hasContent("# changed");
	}

	@Test
	void nameAFileThatIsNotLoaded() throws IOException {
		this.volume.set(Map.of("receive.camel.yaml", "", "internal/retry.yaml", ""));
		assertThat(loaded()).containsExactly("receive.camel.yaml");
		assertThat(files().ignored()).containsExactly(this.routes.resolve("internal/retry.yaml"));
	}

	@Test
	void areLeftOutIfTheyAreExcluded() throws IOException {
		assertThat(loaded("**/retry.camel.yaml,**/sync.camel.yaml")).contains("receive.camel.yaml")
			.hasSize(shipped().size() - 2)
			.doesNotContain("internal/retry.camel.yaml", "sync.camel.yaml");
	}

	private List<String> loaded() throws IOException {
		return loaded(null);
	}

	/** As a start finds them, relative to their folder. */
	private List<String> loaded(String exclude) throws IOException {
		try (DefaultCamelContext camel = new DefaultCamelContext()) {
			return RouteFileCollector.find(camel, exclude, pattern())
				.stream()
				.map((resource) -> this.routes.relativize(RouteFiles.path(resource)).toString())
				.toList();
		}
	}

	private RouteFiles files() throws IOException {
		return new RouteFiles(pattern());
	}

	private String pattern() {
		return "file:" + this.routes + "/./**/*.camel.yaml";
	}

	private static List<String> shipped() throws IOException {
		try (Stream<Path> files = Files.walk(SHIPPED)) {
			return files.filter(Files::isRegularFile).map((file) -> SHIPPED.relativize(file).toString()).toList();
		}
	}

}
