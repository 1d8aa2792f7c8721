package dev.fusesync.secrets;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.Resource;
import org.springframework.stereotype.Component;

/**
 * Warns at the start, once per file, about secret files that other users of the machine
 * may read: those that settings refer to with {@code file:}, and those of the mounted
 * directory. Files in memory are excluded: Kubernetes and Swarm mount secrets there,
 * readable by all, but inside the container only.
 */
@Component
class SecretFiles {

	private static final Logger LOG = LoggerFactory.getLogger("fuse-sync.secrets");

	private static final Bindable<Map<String, Secret>> SECRETS = Bindable.mapOf(String.class, Secret.class);

	private final ConfigurableEnvironment environment;

	SecretFiles(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	@EventListener(ApplicationStartedEvent.class)
	void warnOfOpenFiles() {
		Stream.concat(named(), mounted())
			.map((file) -> file.toAbsolutePath().normalize())
			.distinct()
			.filter(SecretFiles::isOpen)
			.sorted()
			.forEach((file) -> LOG.warn(
					"Other users of this machine may read the secret in {}. Close it to them: " + "chmod o-rwx {}",
					file, file));
	}

	private Stream<Path> named() {
		Binder settings = Binder.get(this.environment);
		Stream<Secret> keys = Stream.of("fuse.sync.credentials", "fuse.verification")
			.flatMap((prefix) -> settings.bind(prefix, SECRETS).orElse(Map.of()).values().stream());
		Secret password = settings.bind("spring.security.user.password", Secret.class).orElse(Secret.valueOf(""));
		return Stream.concat(keys, Stream.of(password)).map(Secret::file).flatMap(Optional::stream);
	}

	private Stream<Path> mounted() {
		return this.environment.getPropertySources()
			.stream()
			.filter(ConfigTreePropertySource.class::isInstance)
			.map(ConfigTreePropertySource.class::cast)
			.flatMap((tree) -> Stream.of(tree.getPropertyNames()).map(tree::getOrigin))
			.map(SecretFiles::file)
			.filter(Objects::nonNull);
	}

	private static Path file(Origin origin) {
		try {
			Resource resource = (origin instanceof TextResourceOrigin text) ? text.getResource() : null;
			return (resource != null) ? resource.getFile().toPath() : null;
		}
		catch (IOException ex) {
			return null;
		}
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
