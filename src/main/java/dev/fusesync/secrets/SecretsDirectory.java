package dev.fusesync.secrets;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import dev.fusesync.settings.SettingsException;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Prevents the start if {@code FUSE_SECRETS_DIRECTORY} is set to anything but a readable
 * directory. The default directory is optional, so Spring Boot would ignore it.
 */
class SecretsDirectory implements EnvironmentPostProcessor, Ordered {

	private static final String VARIABLE = "FUSE_SECRETS_DIRECTORY";

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		String directory = environment.getProperty(VARIABLE);
		if (directory != null && (directory.isBlank() || !Files.isDirectory(Path.of(directory))
				|| !Files.isReadable(Path.of(directory)))) {
			throw new SettingsException(List.of(VARIABLE + " is not a directory that can be read."),
					"Mount the secrets there, or set it to their directory, or remove it for the default /run/secrets.");
		}
	}

	@Override
	public int getOrder() {
		return ConfigDataEnvironmentPostProcessor.ORDER - 1;
	}

}
