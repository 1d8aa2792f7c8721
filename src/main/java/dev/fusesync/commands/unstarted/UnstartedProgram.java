package dev.fusesync.commands.unstarted;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import dev.fusesync.FuseSyncApplication;
import dev.fusesync.secrets.SecretSettings;
import dev.fusesync.settings.SettingsException;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationContextInitializedEvent;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.boot.env.EnvironmentPostProcessorApplicationListener;
import org.springframework.boot.env.EnvironmentPostProcessorsFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.web.context.support.StandardServletEnvironment;

/**
 * The settings and beans that a start would have. No port is opened, no route and no
 * thread is started, nothing is stored or logged.
 */
public final class UnstartedProgram implements AutoCloseable {

	private final ConfigurableEnvironment environment = new StandardServletEnvironment();

	private final List<Throwable> failures = new ArrayList<>();

	private ConfigurableApplicationContext context;

	private UnstartedProgram() {
	}

	/** Prepares the settings alone. */
	public static UnstartedProgram settings(Path routes, Path settings) {
		UnstartedProgram program = new UnstartedProgram();
		SpringApplication application = program.application();
		application.addListeners((ApplicationListener<ApplicationContextInitializedEvent>) (event) -> {
			throw new EnoughException();
		});
		program.run(application, routes, settings);
		program.failures.removeIf(EnoughException.class::isInstance);
		return program;
	}

	/**
	 * Prepares the beans too; none is made yet.
	 * @param routes the folder of the routes; null for that of the settings
	 * @param settings the file that takes the place of application.properties; null for
	 * that
	 */
	public static UnstartedProgram beans(Path routes, Path settings) {
		UnstartedProgram program = new UnstartedProgram();
		program.run(program.application(), routes, settings);
		return program;
	}

	/** What failed so far. */
	public List<Throwable> failures() {
		return this.failures;
	}

	public ConfigurableEnvironment environment() {
		return this.environment;
	}

	/** What must not be printed. */
	public SecretSettings secrets() {
		return new SecretSettings(this.environment);
	}

	/** The beans; empty if a start would not get as far. */
	public Optional<ConfigurableApplicationContext> context() {
		return Optional.ofNullable(this.context);
	}

	private void run(SpringApplication application, Path routes, Path settings) {
		List<String> arguments = new ArrayList<>(List.of("--logging.file.name=", "--logging.file.path="));
		if (routes != null) {
			arguments.add("--camel.main.routes-include-pattern=file:" + routes + "/./**/*.camel.yaml");
		}
		if (settings != null) {
			arguments.add("--spring.config.location=" + settings.toAbsolutePath().toUri());
		}
		quietly(() -> {
			try {
				this.context = application.run(arguments.toArray(String[]::new));
			}
			catch (RuntimeException ex) {
				this.failures.add(ex);
			}
		});
	}

	/** Runs a part of the start without what it would print and log. */
	public static void quietly(Runnable part) {
		PrintStream out = System.out;
		PrintStream err = System.err;
		PrintStream nothing = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
		System.setOut(nothing);
		System.setErr(nothing);
		try {
			part.run();
		}
		finally {
			System.setOut(out);
			System.setErr(err);
		}
	}

	private SpringApplication application() {
		SpringApplication application = new SpringApplication(FuseSyncApplication.class);
		application.setEnvironment(this.environment);
		application.setRegisterShutdownHook(false);
		application.setApplicationContextFactory((type) -> new UnstartedContext());
		application.addInitializers(new StoreStandIns());
		application.setListeners(application.getListeners()
			.stream()
			.<ApplicationListener<?>>map((listener) -> (listener instanceof EnvironmentPostProcessorApplicationListener)
					? settings() : listener)
			.toList());
		return application;
	}

	/** Goes on after a fault in the settings, to find the others. */
	private EnvironmentPostProcessorApplicationListener settings() {
		EnvironmentPostProcessorsFactory processors = EnvironmentPostProcessorsFactory
			.fromSpringFactories(getClass().getClassLoader());
		return EnvironmentPostProcessorApplicationListener
			.with((logs, bootstrap) -> processors.getEnvironmentPostProcessors(logs, bootstrap)
				.stream()
				.map(this::lenient)
				.toList());
	}

	private EnvironmentPostProcessor lenient(EnvironmentPostProcessor processor) {
		return (environment, application) -> {
			try {
				processor.postProcessEnvironment(environment, application);
			}
			catch (SettingsException ex) {
				this.failures.add(ex);
			}
		};
	}

	@Override
	public void close() {
		quietly(() -> Stream.ofNullable(this.context).forEach(ConfigurableApplicationContext::close));
	}

	/** Ends a start when the settings are known. */
	private static final class EnoughException extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

}
