package dev.fusesync.commands.settings;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

import dev.fusesync.commands.unstarted.Origins;
import dev.fusesync.secrets.SecretSettings;
import dev.fusesync.settings.KnownSettings;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** All settings of the program that have a value, with their sources. */
final class EffectiveSettings {

	/** Other variables and properties of the machine and the JVM are no settings. */
	private static final Pattern SETTING = Pattern
		.compile("(?!spring\\.application\\.pid)(fuse|server|management|spring|camel|logging|hawtio)\\..+");

	private static final ConfigurationPropertyName PROFILES = ConfigurationPropertyName.of("spring.profiles.active");

	private final ConfigurableEnvironment environment;

	private final KnownSettings known = new KnownSettings();

	private final Origins origins;

	private final SecretSettings secrets;

	EffectiveSettings(ConfigurableEnvironment environment) {
		this.environment = environment;
		this.origins = new Origins(environment);
		this.secrets = new SecretSettings(environment);
	}

	Collection<EffectiveSetting> all() {
		Map<String, EffectiveSetting> all = new TreeMap<>();
		Stream.of(this.known.names().stream().map(ConfigurationPropertyName::of), named(), Stream.of(PROFILES))
			.flatMap((names) -> names)
			.filter((name) -> SETTING.matcher(name.toString()).matches())
			.distinct()
			.forEach((name) -> this.origins.setting(name.toString())
				.ifPresent((setting) -> all.put(name.toString(), of(setting))));
		return all.values();
	}

	/** Names that stand in a file or an argument; those of variables are ambiguous. */
	private Stream<ConfigurationPropertyName> named() {
		return StreamSupport.stream(ConfigurationPropertySources.get(this.environment).spliterator(), false)
			.filter(IterableConfigurationPropertySource.class::isInstance)
			.filter((source) -> !(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource))
			.flatMap((source) -> ((IterableConfigurationPropertySource) source).stream());
	}

	private EffectiveSetting of(ConfigurationProperty setting) {
		String name = setting.getName().toString();
		String value = String.valueOf(setting.getValue());
		String resolved = resolved(value);
		boolean ours = name.startsWith("fuse.");
		return new EffectiveSetting(name, this.secrets.shown(name, resolved),
				Origins.place(setting.getOrigin()) + variable(value),
				(ours && !this.known.contains(name)) ? "unknown" : this.known.isDeprecated(name) ? "deprecated" : "");
	}

	private String resolved(String value) {
		try {
			return this.environment.resolvePlaceholders(value);
		}
		catch (IllegalArgumentException ex) {
			return value;
		}
	}

	/** The variable that a value like <code>${FUSE_API_KEY:}</code> is taken from. */
	private String variable(String value) {
		String name = value.replaceFirst("^\\$\\{([A-Z0-9_]+)(:.*)?}$", "$1");
		return (!name.equals(value) && this.environment.containsProperty(name))
				? ", " + this.origins.of(name).map(Object::toString).orElse("environment variable " + name) : "";
	}

}
