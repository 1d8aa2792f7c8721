package dev.fusesync.secrets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.stereotype.Component;

/**
 * Warns at the start about secret files that other users of the machine may read: once
 * per file that a setting refers to with {@code file:}, once for the file of logins,
 * whose hashes can be guessed at, and once per mounted directory. Files in memory are
 * excluded: Kubernetes and Swarm mount secrets there, readable by all, but inside the
 * container only.
 */
@Component
public class SecretFiles {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.secrets");

	private static final Bindable<Map<String, Secret>> SECRETS = Bindable.mapOf(String.class, Secret.class);

	private final ConfigurableEnvironment environment;

	SecretFiles(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	@EventListener(ApplicationStartedEvent.class)
	void warnOfOpenFiles() {
		warnings(this.environment).forEach(LOG::warn);
	}

	/** Returns a sentence for each directory and each file that others may read. */
	public static List<String> warnings(ConfigurableEnvironment environment) {
		Set<Path> mounted = open(MountedSecrets.mounts(environment.getPropertySources())
			.flatMap((mount) -> Stream.of(mount.getPropertyNames())
				.flatMap((name) -> MountedSecrets.file(mount, name).stream())));
		Set<Path> named = open(named(environment));
		named.removeAll(mounted);
		Stream<String> directories = mounted.stream()
			.collect(Collectors.groupingBy(Path::getParent, TreeMap::new, Collectors.counting()))
			.entrySet()
			.stream()
			.map((directory) -> "Other users of this machine may read %d of the secrets in %s. Close it to them: chmod o-rwx %2$s"
				.formatted(directory.getValue(), directory.getKey()));
		return Stream.concat(directories, named.stream()
			.map("Other users of this machine may read the secret in %s. Close it to them: chmod o-rwx %1$s"::formatted))
			.toList();
	}

	private static Set<Path> open(Stream<Path> files) {
		return files.map((file) -> file.toAbsolutePath().normalize())
			.filter(SecretFiles::isOpen)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static Stream<Path> named(ConfigurableEnvironment environment) {
		Binder settings = Binder.get(environment);
		Stream<Secret> keys = Stream.of("fuse.sync.credentials", "fuse.verification")
			.flatMap((prefix) -> settings.bind(prefix, SECRETS).orElse(Map.of()).values().stream());
		Stream<Secret> others = Stream.of("spring.security.user.password", "fuse.notices.url")
			.map((name) -> settings.bind(name, Secret.class).orElse(Secret.valueOf("")));
		Stream<Path> logins = settings.bind("fuse.management.logins", String.class)
			.map(Stream::of)
			.orElse(Stream.empty())
			.filter((path) -> !path.isBlank())
			.map((path) -> Path.of(path.strip()));
		return Stream.concat(logins, Stream.concat(keys, others).map(Secret::file).flatMap(Optional::stream));
	}

	private static boolean isOpen(Path file) {
		try {
			return FilePermissions.isOpenToOthers(file) && FilePermissions.memory(file).isEmpty();
		}
		catch (IOException ex) {
			LOG.debug("The permissions of {} are unknown", file, ex);
			return false;
		}
	}

}
