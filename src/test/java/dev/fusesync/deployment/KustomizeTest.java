package dev.fusesync.deployment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.openshift.api.model.monitoring.v1.BasicAuth;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.PathResource;
import org.springframework.core.io.support.PropertiesLoaderUtils;

import static org.assertj.core.api.Assertions.assertThat;

/** What kubectl makes of the manifests, parsed as strictly as Kubernetes would. */
class KustomizeTest {

	private static final Map<String, String> LABEL = Map.of("app.kubernetes.io/name", "fuse-sync");

	private static final String MINE = """
			apiVersion: kustomize.config.k8s.io/v1beta1
			kind: Kustomization
			resources: [../%s]
			components: [../components/%s]
			""";

	@TempDir
	Path directory;

	@Test
	void theBaseIsComplete() throws Exception {
		Manifests base = Manifests.render(this.directory, "base", Map.of());
		assertThat(base.all()).hasSize(8);
		assertReferencesExist(base);
		StatefulSet set = base.one(StatefulSet.class);
		assertThat(base.of(Service.class)).extracting((service) -> service.getMetadata().getName())
			.contains(set.getSpec().getServiceName());
		assertThat(base.of(Service.class)).allSatisfy((service) -> {
			assertThat(service.getSpec().getSelector()).isEqualTo(LABEL);
			assertThat(service.getSpec().getPorts()).extracting(ServicePort::getPort).containsExactly(8080);
		});
		assertThat(base.pod().getContainers().get(0).getImage()).matches("[a-z.]+/fuse-sync:.+");
	}

	@Test
	void aChangedRouteRollsOut() throws Exception {
		String before = Manifests.render(this.directory.resolve("before"), "base", Map.of()).pod().toString();
		String same = Manifests.render(this.directory.resolve("same"), "base", Map.of()).pod().toString();
		String after = Manifests
			.render(this.directory.resolve("after"), "base", Map.of("base/routes/internal/retry.camel.yaml", "[]\n"))
			.pod()
			.toString();
		assertThat(same).isEqualTo(before);
		assertThat(after).isNotEqualTo(before);
	}

	@Test
	void onPostgresqlSeveralPodsRunWithoutAVolume() throws Exception {
		Manifests overlay = Manifests.render(this.directory, "overlays/postgresql", Map.of());
		assertReferencesExist(overlay);
		Deployment deployment = overlay.one(Deployment.class);
		assertThat(overlay.of(StatefulSet.class)).isEmpty();
		assertThat(deployment.getSpec().getReplicas()).isGreaterThan(1);
		assertThat(deployment.getSpec().getStrategy().getRollingUpdate().getMaxUnavailable().getIntVal()).isZero();
		assertThat(overlay.one(PodDisruptionBudget.class).getSpec().getSelector().getMatchLabels()).isEqualTo(LABEL);
		Container program = overlay.pod().getContainers().get(0);
		assertThat(program.getVolumeMounts()).extracting(VolumeMount::getMountPath).doesNotContain("/data");
		assertThat(program.getEnv()).isEqualTo(overlay.pod().getInitContainers().get(0).getEnv())
			.extracting(EnvVar::getName)
			.allMatch(KnownVariables::contains)
			.contains("SPRING_DATASOURCE_URL")
			.noneMatch((name) -> name.startsWith("FUSE_STORE"));
		List<String> sleep = program.getLifecycle().getPreStop().getExec().getCommand();
		assertThat(overlay.pod().getTerminationGracePeriodSeconds())
			.isGreaterThanOrEqualTo(30 + 45 + 10 + Integer.parseInt(sleep.get(1)));
		assertThat(overlay.of(Secret.class).flatMap((secret) -> secret.getData().keySet().stream()))
			.contains("FUSE_API_KEY", "SPRING_DATASOURCE_PASSWORD");
	}

	/** Also those that only PostgreSQL needs. */
	@ParameterizedTest
	@MethodSource("components")
	void everyComponentFits(String component) throws Exception {
		Manifests manifests = Manifests.render(this.directory, "mine",
				Map.of("mine/kustomization.yaml", MINE.formatted("overlays/postgresql", component)));
		assertReferencesExist(manifests);
		assertThat(manifests.pods()).allSatisfy((pod) -> {
			assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
			assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
			assertThat(pod.getContainers()).allSatisfy((container) -> {
				assertThat(container.getSecurityContext().getAllowPrivilegeEscalation()).isFalse();
				assertThat(container.getSecurityContext().getCapabilities().getDrop()).containsExactly("ALL");
			});
		});
	}

	static List<String> components() throws IOException {
		try (Stream<Path> folders = Files.list(Manifests.DIRECTORY.resolve("components"))) {
			return folders.map((folder) -> folder.getFileName().toString()).toList();
		}
	}

	@Test
	void monitoringOpensTheManagementPortToPrometheusAlone() throws Exception {
		int managementPort = Integer
			.parseInt(PropertiesLoaderUtils.loadProperties(new PathResource("application.properties"))
				.getProperty("management.server.port"));
		for (String monitored : List.of("base", "overlays/postgresql")) {
			Manifests manifests = Manifests.render(this.directory.resolve(monitored), "mine",
					Map.of("mine/kustomization.yaml", MINE.formatted(monitored, "monitoring")));
			assertReferencesExist(manifests);
			Container program = manifests.pod().getContainers().get(0);
			assertThat(program.getPorts()).extracting(ContainerPort::getContainerPort)
				.containsExactly(8080, managementPort);
			assertThat(program.getEnv()).extracting(EnvVar::getName).contains("MANAGEMENT_SERVER_ADDRESS");
			assertThat(manifests.one(NetworkPolicy.class).getSpec().getPodSelector().getMatchLabels()).isEqualTo(LABEL);
			assertThat(manifests.one(NetworkPolicy.class).getSpec().getIngress()).allSatisfy((rule) -> {
				boolean open = rule.getPorts().get(0).getPort().getStrVal().equals("webhook");
				assertThat(rule.getFrom()).hasSize(open ? 0 : 1);
			});
			assertThat(manifests.of(Service.class)
				.filter((service) -> !"None".equals(service.getSpec().getClusterIP()))
				.flatMap((service) -> service.getSpec().getPorts().stream())).extracting(ServicePort::getPort)
				.containsExactly(8080);
			assertThat(manifests.one(PrometheusRule.class).getSpec().getGroups()).isNotEmpty();
			assertMonitored(manifests);
		}
	}

	private static void assertMonitored(Manifests manifests) {
		ServiceMonitor monitor = manifests.one(ServiceMonitor.class);
		assertThat(monitor.getSpec().getSelector().getMatchLabels()).isEqualTo(LABEL);
		BasicAuth login = monitor.getSpec().getEndpoints().get(0).getBasicAuth();
		Map<String, Set<String>> secrets = manifests.of(Secret.class)
			.collect(Collectors.toMap((secret) -> secret.getMetadata().getName(),
					(secret) -> secret.getData().keySet()));
		assertThat(secrets.get(login.getUsername().getName())).contains(login.getUsername().getKey());
		assertThat(secrets.get(login.getPassword().getName())).contains(login.getPassword().getKey());
		assertThat(manifests.of(Service.class)
			.filter((service) -> service.getSpec()
				.getPorts()
				.stream()
				.anyMatch((port) -> port.getName().equals(monitor.getSpec().getEndpoints().get(0).getPort()))))
			.as("One service has the port, so that no pod is scraped twice")
			.hasSize(1);
	}

	/** What pods mount and read is there, under the name with its hash. */
	private static void assertReferencesExist(Manifests manifests) {
		Set<String> names = manifests.all()
			.stream()
			.filter((one) -> one instanceof ConfigMap || one instanceof Secret)
			.map((one) -> one.getMetadata().getName())
			.collect(Collectors.toSet());
		assertThat(names).allMatch((name) -> name.matches("fuse-sync-[a-z-]+-[a-z0-9]{10}"));
		assertThat(names).containsAll(manifests.pods().flatMap(KustomizeTest::references).toList());
	}

	private static Stream<String> references(PodSpec pod) {
		List<String> names = new ArrayList<>();
		for (Volume volume : pod.getVolumes()) {
			if (volume.getSecret() != null) {
				names.add(volume.getSecret().getSecretName());
			}
			if (volume.getConfigMap() != null) {
				names.add(volume.getConfigMap().getName());
			}
			if (volume.getProjected() != null) {
				volume.getProjected().getSources().forEach((source) -> names.add(source.getConfigMap().getName()));
			}
		}
		pod.getContainers()
			.stream()
			.flatMap((container) -> container.getEnv().stream())
			.filter((variable) -> variable.getValueFrom() != null)
			.forEach((variable) -> names.add(variable.getValueFrom().getSecretKeyRef().getName()));
		return names.stream();
	}

}
