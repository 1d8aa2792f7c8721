package dev.fusesync.commands.unstarted;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.StreamSupport;

import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;

import org.springframework.core.io.Resource;

/** From where settings come. */
public final class Origins {

	static final String JAR = "fuse-sync.jar, ";

	private final ConfigurableEnvironment environment;

	public Origins(ConfigurableEnvironment environment) {
		this.environment = environment;
	}

	/** The setting of that name that counts; empty if there is none. */
	public Optional<ConfigurationProperty> setting(String name) {
		ConfigurationPropertyName adapted = ConfigurationPropertyName.adapt(name, '.');
		return StreamSupport.stream(ConfigurationPropertySources.get(this.environment).spliterator(), false)
			.map((source) -> source.getConfigurationProperty(adapted))
			.filter(Objects::nonNull)
			.findFirst();
	}

	/** From where a setting comes. */
	public Optional<SettingPlace> of(String name) {
		return setting(name).map((setting) -> place(setting.getOrigin()));
	}

	/** From where a variable comes, or, if it is not set, which setting refers to it. */
	public Optional<SettingPlace> ofVariable(String name) {
		return new VariableOrigins(this.environment).of(name);
	}

	/** Describes an origin of Spring Boot's. */
	public static SettingPlace place(Origin setting) {
		Origin origin = (setting instanceof PropertySourceOrigin source && source.getOrigin() != null)
				? source.getOrigin() : setting;
		if (origin instanceof TextResourceOrigin text && text.getLocation() != null) {
			// Spring Boot takes a blank value to stand at the beginning of the next line.
			int blank = (text.getLocation().getColumn() < 0) ? 1 : 0;
			return new SettingPlace(file(text.getResource()), text.getLocation().getLine() + 1 - blank,
					text.getLocation().getColumn() + 1 + blank);
		}
		if (origin instanceof TextResourceOrigin text) {
			return new SettingPlace(file(text.getResource()), 0, 0);
		}
		return new SettingPlace(String.valueOf(origin)
			.replaceFirst("^System Environment Property \"(.*)\"$", "environment variable $1")
			.replaceFirst("^\".*\" from property source \"(.*)\"$", "$1"), 0, 0);
	}

	private static String file(Resource resource) {
		try {
			return resource.isFile() && !isInJar(resource) ? relative(resource.getFile().toPath()) : inJar(resource);
		}
		catch (IOException ex) {
			return resource.getDescription();
		}
	}

	private static boolean isInJar(Resource resource) {
		return resource.getDescription().startsWith("class path resource");
	}

	private static String inJar(Resource resource) {
		return resource.getDescription().replaceFirst(".*class path resource \\[([^\\]]*)].*", JAR + "$1");
	}

	/** From the working directory on, if it is below that. */
	public static String relative(Path file) {
		Path here = Path.of("").toAbsolutePath();
		Path there = file.toAbsolutePath().normalize();
		return (there.startsWith(here) ? here.relativize(there) : there).toString();
	}

}
