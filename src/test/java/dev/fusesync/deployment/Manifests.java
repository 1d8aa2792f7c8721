package dev.fusesync.deployment;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import dev.fusesync.packaged.InstalledProgram;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import org.springframework.util.FileSystemUtils;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Manifests as Kubernetes reads them: a field that its model does not have is an error.
 *
 * @param all the objects
 */
record Manifests(List<HasMetadata> all) {

	static final Path DIRECTORY = Path.of("src/main/kubernetes");

	private static final List<Class<? extends HasMetadata>> KINDS = List.of(ConfigMap.class, CronJob.class,
			Deployment.class, PersistentVolumeClaim.class, NetworkPolicy.class, PodDisruptionBudget.class,
			PrometheusRule.class, Secret.class, Service.class, ServiceAccount.class, ServiceMonitor.class,
			StatefulSet.class);

	/** The models would keep unknown fields aside. */
	private static final ObjectMapper STRICT = new ObjectMapper()
		.setAnnotationIntrospector(new JacksonAnnotationIntrospector() {

			private static final long serialVersionUID = 1L;

			@Override
			public Boolean hasAnySetter(Annotated annotated) {
				return false;
			}

		})
		.enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

	static Manifests parse(InputStream yaml) {
		List<HasMetadata> found = new ArrayList<>();
		for (Object document : yaml().loadAll(yaml)) {
			JsonNode tree = STRICT.valueToTree(document);
			found.add(STRICT.convertValue(tree, type(tree)));
		}
		return new Manifests(found);
	}

	private static Yaml yaml() {
		LoaderOptions options = new LoaderOptions();
		options.setAllowDuplicateKeys(false);
		return new Yaml(new SafeConstructor(options));
	}

	/** What the manifest says that it is. */
	private static Class<? extends HasMetadata> type(JsonNode document) {
		return KINDS.stream()
			.filter((kind) -> HasMetadata.getKind(kind).equals(document.path("kind").asText())
					&& HasMetadata.getApiVersion(kind).equals(document.path("apiVersion").asText()))
			.findFirst()
			.orElseThrow(() -> new IllegalArgumentException(
					"Unknown: " + document.path("apiVersion").asText() + " " + document.path("kind").asText()));
	}

	/**
	 * Renders a kustomization of a copy that has the shipped routes, as the page says.
	 * @param path the folder of the kustomization
	 * @param files further files, by their paths
	 */
	static Manifests render(Path copy, String path, Map<String, String> files) throws Exception {
		assumeTrue(InstalledProgram.find("kubectl").isPresent(), "Nothing is rendered: install kubectl");
		FileSystemUtils.copyRecursively(DIRECTORY, copy);
		FileSystemUtils.copyRecursively(Path.of("routes"), copy.resolve("base/routes"));
		for (Map.Entry<String, String> file : files.entrySet()) {
			Files.createDirectories(copy.resolve(file.getKey()).getParent());
			Files.writeString(copy.resolve(file.getKey()), file.getValue());
		}
		Process process = new ProcessBuilder("kubectl", "kustomize", copy.resolve(path).toString())
			.redirectError(copy.resolve("errors").toFile())
			.start();
		byte[] output = process.getInputStream().readAllBytes();
		assertThat(process.waitFor()).as(Files.readString(copy.resolve("errors"))).isZero();
		assertThat(Files.readString(copy.resolve("errors"))).isEmpty();
		return parse(new ByteArrayInputStream(output));
	}

	/** Reads the files that are whole manifests. */
	static Manifests read(String... files) throws IOException {
		List<HasMetadata> found = new ArrayList<>();
		for (String file : files) {
			try (InputStream yaml = Files.newInputStream(DIRECTORY.resolve(file))) {
				found.addAll(parse(yaml).all());
			}
		}
		return new Manifests(found);
	}

	/** A file of kustomize as a tree. */
	static JsonNode tree(String file) throws IOException {
		return STRICT.valueToTree(yaml().load(Files.readString(DIRECTORY.resolve(file))));
	}

	<T extends HasMetadata> Stream<T> of(Class<T> kind) {
		return this.all.stream().filter(kind::isInstance).map(kind::cast);
	}

	<T extends HasMetadata> T one(Class<T> kind) {
		List<T> found = of(kind).toList();
		assertThat(found).hasSize(1);
		return found.get(0);
	}

	/** The pod of the program. */
	PodSpec pod() {
		return pods().filter((pod) -> pod.getContainers().get(0).getName().equals("fuse-sync"))
			.findFirst()
			.orElseThrow();
	}

	Stream<PodSpec> pods() {
		return Stream
			.of(of(StatefulSet.class).map((set) -> set.getSpec().getTemplate()),
					of(Deployment.class).map((deployment) -> deployment.getSpec().getTemplate()),
					of(CronJob.class).map((job) -> job.getSpec().getJobTemplate().getSpec().getTemplate()))
			.flatMap(Function.identity())
			.map(PodTemplateSpec::getSpec);
	}

}
