package dev.fusesync.routes.reload;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

import dev.fusesync.support.MountedVolume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** What the reload of the profile dev sees of a mounted ConfigMap. */
class RouteContentsTest {

	@TempDir
	Path routes;

	@Test
	void differAfterTheKubeletHasReplacedTheFiles() throws IOException {
		MountedVolume volume = new MountedVolume(this.routes);
		volume.set(Map.of("same.camel.yaml", "same", "folder/one.camel.yaml", "first"));
		RouteContents before = read();
		volume.set(Map.of("same.camel.yaml", "same", "folder/one.camel.yaml", "second"));
		assertThat(read().changedSince(before)).containsExactly(this.routes.resolve("folder/one.camel.yaml"));
	}

	private RouteContents read() throws IOException {
		return RouteContents.read("file:" + this.routes + "/./**/*.camel.yaml");
	}

}
