package dev.fusesync.deployment;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.fusesync.support.MountedVolume;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.PathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The manifests of the base, beside what the program and its image really are. */
class KubernetesManifestsTest {

	private static final String HOME = "/opt/fuse-sync";

	private final StatefulSet set = Manifests.read("base/stateful-set.yaml").one(StatefulSet.class);

	private final PodSpec pod = this.set.getSpec().getTemplate().getSpec();

	private final Container program = this.pod.getContainers().get(0);

	private final Container check = this.pod.getInitContainers().get(0);

	KubernetesManifestsTest() throws IOException {
	}

	@Test
	void fieldsThatKubernetesDoesNotKnowAreFound() {
		assertUnknown("apiVersion: v1\nkind: Service\nspec:\n  ports:\n    - { port: 1, tragetPort: webhook }\n");
		assertUnknown("apiVersion: v1\nkind: Service\nmetadata: { nmae: x }\n");
		assertUnknown("apiVersion: apps/v1beta1\nkind: StatefulSet\n");
		assertUnknown("apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nspec: { endpoint: [] }\n");
	}

	@Test
	void oneProcessHasTheVolumeAndKeepsIt() {
		assertThat(this.set.getSpec().getReplicas()).isEqualTo(1);
		assertThat(this.set.getSpec().getUpdateStrategy().getType()).isEqualTo("RollingUpdate");
		assertThat(this.set.getSpec().getVolumeClaimTemplates()).singleElement()
			.satisfies((claim) -> assertThat(claim.getSpec().getAccessModes()).containsExactly("ReadWriteOncePod"));
		assertThat(this.set.getSpec().getPersistentVolumeClaimRetentionPolicy().getWhenDeleted()).isEqualTo("Retain");
		assertThat(value("FUSE_STORE_DIRECTORY")).startsWith(mount("data") + "/");
		assertThat(value("FUSE_STORE_BACKUP_DIRECTORY")).startsWith(mount("data") + "/");
	}

	/** As the pod security standard "restricted" wants it. */
	@Test
	void isRestricted() throws IOException {
		PodSecurityContext context = this.pod.getSecurityContext();
		assertThat(context.getRunAsNonRoot()).isTrue();
		assertThat(context.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
		assertThat(Files.readString(Path.of("src/main/docker/Dockerfile")))
			.contains("\nUSER " + context.getRunAsUser() + ":" + context.getRunAsGroup() + "\n");
		assertThat(context.getFsGroup()).isEqualTo(context.getRunAsGroup());
		assertThat(this.pod.getAutomountServiceAccountToken()).isFalse();
		assertThat(List.of(this.program, this.check)).allSatisfy((container) -> {
			assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
			assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
			assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
			assertThat(container.getImage()).isEqualTo("fuse-sync");
		});
	}

	@Test
	void killsThePodLaterThanItStops() throws IOException {
		int work = Integer.parseInt(settings().getProperty("camel.main.shutdown-timeout"));
		assertThat(this.pod.getTerminationGracePeriodSeconds()).isGreaterThanOrEqualTo(30 + work + 10);
	}

	@Test
	void asksForTheStateAtThePortOfWebhooks() throws IOException {
		assertThat(this.program.getPorts()).singleElement()
			.satisfies((port) -> assertThat(port.getContainerPort() + "")
				.isEqualTo(settings().getProperty("server.port")));
		assertThat(this.program.getReadinessProbe().getHttpGet().getPath()).isEqualTo("/readyz");
		assertThat(this.program.getLivenessProbe().getHttpGet().getPath()).isEqualTo("/livez");
		assertThat(Stream
			.of(this.program.getReadinessProbe(), this.program.getLivenessProbe(), this.program.getStartupProbe())
			.map((probe) -> probe.getHttpGet().getPort().getStrVal())).containsOnly("webhook");
		assertThat(value("MANAGEMENT_ENDPOINT_HEALTH_PROBES_ADDADDITIONALPATHS")).isEqualTo("true");
	}

	@Test
	void setsVariablesAndSettingsThatThereAre() throws IOException {
		assertThat(this.check.getEnv()).isEqualTo(this.program.getEnv());
		assertThat(this.program.getEnv()).extracting(EnvVar::getName).allMatch(KnownVariables::contains);
		assertThat(value("FUSE_SECRETS_DIRECTORY")).isEqualTo(mount("secrets"));
		Properties own = PropertiesLoaderUtils
			.loadProperties(new PathResource("src/main/kubernetes/base/application.properties"));
		assertThat(own.stringPropertyNames()).isNotEmpty()
			.allMatch((name) -> KnownVariables
				.contains(name.replace("-", "").replace('.', '_').toUpperCase(Locale.ROOT)));
	}

	@Test
	void mountsWhatTheProgramReads() {
		assertThat(mount("routes")).isEqualTo(HOME + "/routes");
		assertThat(mount("settings")).isEqualTo(HOME + "/config");
		assertThat(this.check.getArgs()).containsExactly("check");
		assertThat(this.check.getVolumeMounts()).isEqualTo(
				this.program.getVolumeMounts().stream().filter((mount) -> !mount.getName().equals("data")).toList());
		assertThat(this.program.getVolumeMounts()).filteredOn((mount) -> !Boolean.TRUE.equals(mount.getReadOnly()))
			.extracting(VolumeMount::getMountPath)
			.containsExactlyInAnyOrder("/data", "/tmp");
	}

	/** Every file of routes/ has its line, and the folder in it its paths. */
	@Test
	void hasEveryRoute() throws IOException {
		Set<String> routes = MountedVolume.textsOf(Path.of("routes")).keySet();
		JsonNode generators = Manifests.tree("base/kustomization.yaml").path("configMapGenerator");
		Set<String> listed = StreamSupport.stream(generators.spliterator(), false)
			.flatMap((generator) -> StreamSupport.stream(generator.path("files").spliterator(), false))
			.map(JsonNode::asText)
			.filter((file) -> file.startsWith("routes/"))
			.map((file) -> file.substring("routes/".length()))
			.collect(Collectors.toSet());
		assertThat(listed).as("List each route file in base/kustomization.yaml").isEqualTo(routes);
		assertThat(this.pod.getVolumes()
			.stream()
			.filter((volume) -> volume.getProjected() != null)
			.flatMap((volume) -> volume.getProjected().getSources().stream())
			.flatMap((source) -> source.getConfigMap().getItems().stream())
			.map((item) -> item.getPath()))
			.containsExactlyInAnyOrderElementsOf(routes.stream().filter((file) -> file.contains("/")).toList());
	}

	@Test
	void shipsNoSecret() throws IOException {
		for (String file : List.of("base/secrets.env", "overlays/postgresql/secrets.env")) {
			Properties secrets = PropertiesLoaderUtils
				.loadProperties(new PathResource(Manifests.DIRECTORY.resolve(file)));
			assertThat(secrets).isNotEmpty();
			assertThat(secrets.stringPropertyNames()).allMatch(KnownVariables::contains);
			assertThat(secrets.values()).as("The values are for whoever deploys it").allMatch(""::equals);
		}
	}

	/** 40 % of the limit is the heap, and must be what the program is measured with. */
	@Test
	void hasMemoryForTheHeapThatIsMeasured() {
		Quantity limit = this.program.getResources().getLimits().get("memory");
		assertThat(limit).isEqualTo(this.program.getResources().getRequests().get("memory"));
		assertThat(Quantity.getAmountInBytes(limit).doubleValue() * 0.4).isGreaterThan(200 * 1024 * 1024);
		assertThat(this.program.getResources().getLimits()).doesNotContainKey("cpu");
	}

	@Test
	void theRulesAreThoseOfPrometheus() throws IOException {
		String rules = Files.readString(Path.of("src/main/prometheus/alerts.yaml")).replaceAll("(?m)^#.*\n", "");
		assertThat(Files.readString(Manifests.DIRECTORY.resolve("components/monitoring/prometheus-rule.yaml")))
			.as("Run: cd src/main && rule=kubernetes/components/monitoring/prometheus-rule.yaml && sed -i '/^  groups/,$d' $rule "
					+ "&& sed '/^#/d; s/^./  &/' prometheus/alerts.yaml >> $rule")
			.endsWith("\nspec:\n" + rules.replaceAll("(?m)^(?=.)", "  "));
		assertThat(new ObjectMapper(new YAMLFactory()).readTree(rules).path("groups"))
			.isEqualTo(Manifests.tree("components/monitoring/prometheus-rule.yaml").at("/spec/groups"));
	}

	private static void assertUnknown(String manifest) {
		assertThatThrownBy(() -> Manifests.parse(new ByteArrayInputStream(manifest.getBytes(StandardCharsets.UTF_8))))
			.hasMessageMatching("(?s)Un(known: |recognized field).*");
	}

	private String value(String variable) {
		return this.program.getEnv()
			.stream()
			.filter((one) -> one.getName().equals(variable))
			.map(EnvVar::getValue)
			.findFirst()
			.orElseThrow();
	}

	private String mount(String volume) {
		return this.program.getVolumeMounts()
			.stream()
			.filter((one) -> one.getName().equals(volume))
			.map(VolumeMount::getMountPath)
			.findFirst()
			.orElseThrow();
	}

	private static Properties settings() throws IOException {
		return PropertiesLoaderUtils.loadProperties(new PathResource("application.properties"));
	}

}
