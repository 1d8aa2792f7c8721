package dev.fusesync;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.fusesync.packaged.InstalledProgram;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What Kaoto's editor shows of the route files, and what it changes when it saves. */
@Tag("drill")
class KaotoIT {

	private static final Path SCRIPTS = Path.of("src/test/kaoto");

	private static final Path KAOTO = Path.of("target/kaoto");

	/**
	 * Kaoto draws no steps of a policy. They are kept, and edited as text. The last one
	 * is a data format and no step.
	 */
	private static final List<String> NOT_DRAWN = List.of("enrich-headers", "post-to-fuse", "interpret-response",
			"call-json");

	@TempDir
	private Path directory;

	/**
	 * What the editor makes of a file.
	 *
	 * @param path The file.
	 * @param saved What is saved.
	 * @param savedForms What is saved after the form of each node was left unchanged.
	 * @param changed What is saved after the first node got another description.
	 * @param labels Label of each node on the canvas, by id.
	 */
	record Edited(Path path, String saved, String savedForms, String changed, Map<String, String> labels) {
	}

	@BeforeAll
	static void installKaoto() throws Exception {
		assumeTrue(InstalledProgram.find("npm").isPresent(),
				"No file is opened in Kaoto: install Node.js 20 or later with npm");
		Path lock = KAOTO.resolve("package-lock.json");
		boolean installed = Files.exists(lock) && Files.mismatch(lock, SCRIPTS.resolve("package-lock.json")) == -1;
		FileSystemUtils.copyRecursively(SCRIPTS, KAOTO);
		if (!installed || !Files.exists(KAOTO.resolve("node_modules/.package-lock.json"))) {
			run(KAOTO, "npm", "ci", "--no-audit", "--no-fund");
		}
		run(KAOTO, "node", "bundle.js");
	}

	@Test
	void savesEachFileAsItWas() throws Exception {
		assertThat(edit(new RoutesTest().files())).isNotEmpty().allSatisfy((file) -> {
			assertThat(file.saved()).as("%s, saved", file.path()).isEqualTo(Files.readString(file.path()));
			assertThat(file.savedForms()).as("%s, after its forms were open", file.path())
				.isEqualTo(Files.readString(file.path()));
		});
	}

	@Test
	void changesWhatIsChangedAndNothingElse() throws Exception {
		for (Edited file : edit(new RoutesTest().files())) {
			String before = withoutFirstDescription(Files.readString(file.path()));
			assertThat(file.changed()).contains("    description: Changed in the form\n");
			assertThat(withoutFirstDescription(file.changed())).as("%s", file.path()).isEqualTo(before);
		}
	}

	@Test
	void drawsEachStepWithItsDescription() throws Exception {
		ObjectMapper yaml = new ObjectMapper(new YAMLFactory());
		for (Edited file : edit(new RoutesTest().files())) {
			List<String> ids = new ArrayList<>(yaml.readTree(file.path().toFile()).findValuesAsText("id"));
			ids.removeAll(NOT_DRAWN);
			assertThat(new TreeSet<>(file.labels().keySet())).as("%s", file.path()).isEqualTo(new TreeSet<>(ids));
		}
		assertThat(edit(List.of(Path.of("routes/sync.camel.yaml"))).get(0).labels()).containsEntry("mark-synced",
				"Record in the store that it is synced");
	}

	/**
	 * So that the other tests can fail: the house rules of the files are there for it.
	 */
	@Test
	void losesCommentsAndAPathThatItDoesNotKnow() throws Exception {
		Path file = this.directory.resolve("lossy.camel.yaml");
		Files.writeString(file, """
				# At the top
				- route:
				    id: lossy
				    # In the middle
				    from:
				      id: inbox
				      uri: store:inbox
				      steps:
				        - log: hello
				""");
		Edited edited = edit(List.of(file)).get(0);
		assertThat(edited.saved()).contains("# At the top").doesNotContain("# In the middle");
		assertThat(edited.labels()).containsOnlyKeys("lossy", "inbox");
	}

	private static String withoutFirstDescription(String file) {
		return file.replaceFirst("\n {4}description: .*(\n {6}.*)*", "");
	}

	private static List<Edited> edit(List<Path> files) throws Exception {
		List<String> command = new ArrayList<>(List.of("node", KAOTO.resolve("editor.cjs").toString()));
		files.forEach((file) -> command.add(file.toString()));
		return new ObjectMapper().readValue(run(Path.of("."), command.toArray(String[]::new)), new TypeReference<>() {
		});
	}

	private static String run(Path directory, String... command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command).directory(directory.toFile())
			.redirectError(ProcessBuilder.Redirect.INHERIT)
			.start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as("%s: %s", Arrays.toString(command), output).isZero();
		return output;
	}

}
