package dev.fusesync.commands.check;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import dev.fusesync.commands.check.Finding.Level;
import dev.fusesync.commands.unstarted.NoStoreException;
import dev.fusesync.commands.unstarted.Origins;
import dev.fusesync.commands.unstarted.SettingPlace;
import dev.fusesync.commands.unstarted.UnstartedProgram;
import dev.fusesync.routes.RouteFinding;
import dev.fusesync.routes.RouteStyle;
import dev.fusesync.routes.RouteTrial;
import dev.fusesync.routes.files.Place;
import dev.fusesync.secrets.SecretFiles;
import dev.fusesync.settings.UnknownVariables;
import dev.fusesync.store.Dialect;
import dev.fusesync.store.Store;
import jakarta.servlet.Filter;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.spring.boot.CamelContextConfiguration;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.security.web.SecurityFilterChain;

/** All checks of a program that is not started. */
final class Checks {

	private static final String OURS = "dev.fusesync";

	/** What needs a database or a web server. */
	private static final List<Class<?>> UNUSED = List.of(Store.class, Dialect.class, SecurityFilterChain.class,
			Filter.class, ServletContextInitializer.class);

	private final UnstartedProgram program;

	private final SettingFindings settings;

	private final Set<Finding> findings = new LinkedHashSet<>();

	Checks(UnstartedProgram program) {
		this.program = program;
		this.settings = new SettingFindings(program.environment());
	}

	/** Returns all findings, errors of settings first. */
	List<Finding> run() {
		this.program.failures().forEach(this::add);
		this.program.context().ifPresent(this::check);
		warnOfEnvironment(this.program.environment());
		return new ArrayList<>(this.findings);
	}

	private void add(Throwable failure) {
		if (SettingFindings.first(failure, NoStoreException.class).isEmpty()) {
			this.findings.addAll(this.settings.of(failure));
		}
	}

	private void check(ConfigurableApplicationContext context) {
		names(context.getBeanFactory()).forEach((name) -> attempt(() -> context.getBean(name)));
		attempt(() -> TlsCheck.of(context)
			.forEach((bundle, failure) -> this.findings
				.add(TlsCheck.finding(bundle, failure, new Origins(this.program.environment())))));
		// Else a bean that a route refers to fails again, for the reason that is known.
		boolean bound = this.findings.stream().noneMatch((finding) -> finding.level() == Level.error);
		attempt(() -> beforeStart(context));
		attempt(() -> new RouteStyle(context.getEnvironment()).warnings()
			.forEach((warning) -> add(Level.warning, warning)));
		attempt(() -> context.getBeansOfType(ThreadPoolProfile.class));
		attempt(() -> context.getBean(RouteTrial.class)
			.ofAll()
			.stream()
			.filter((finding) -> bound || !finding.sentence().contains(" cannot be created: "))
			.forEach((finding) -> add(Level.error, finding)));
	}

	/** The settings of all libraries, and what is fuse-sync's but no store. */
	private static Stream<String> names(ConfigurableListableBeanFactory beans) {
		Stream<String> bound = Stream.of(beans.getBeanNamesForAnnotation(ConfigurationProperties.class));
		Stream<String> ours = Stream.of(beans.getBeanDefinitionNames())
			.filter((name) -> isOurs(beans.getBeanDefinition(name), beans)
					&& UNUSED.stream().noneMatch((type) -> beans.isTypeMatch(name, type)));
		return Stream.concat(bound, ours).distinct();
	}

	private static boolean isOurs(BeanDefinition definition, ConfigurableListableBeanFactory beans) {
		String type = (definition.getFactoryBeanName() != null)
				? beans.getBeanDefinition(definition.getFactoryBeanName()).getBeanClassName()
				: definition.getBeanClassName();
		return type != null && type.startsWith(OURS);
	}

	/** What checks Camel's own settings; the routes are tried. */
	private static void beforeStart(ConfigurableApplicationContext context) {
		Map<String, CamelContextConfiguration> checks = new TreeMap<>(
				context.getBeansOfType(CamelContextConfiguration.class));
		checks.remove("routeCheck");
		checks.values()
			.stream()
			.filter((check) -> check.getClass().getName().startsWith(OURS))
			.forEach((check) -> check.beforeApplicationStart(context.getBean(CamelContext.class)));
	}

	private void warnOfEnvironment(ConfigurableEnvironment environment) {
		UnknownVariables.faults(environment)
			.forEach((fault) -> this.findings.add(Finding.of(Level.warning, this.settings.place(fault), fault,
					"It is ignored. Correct its name, or remove it.")));
		attempt(() -> SecretFiles.warnings(environment).forEach((warning) -> {
			int end = warning.indexOf(". Close") + 1;
			this.findings
				.add(new Finding(Level.warning, "", 0, 0, warning.substring(0, end), warning.substring(end + 1)));
		}));
	}

	private void add(Level level, RouteFinding finding) {
		Place place = finding.places().stream().findFirst().orElse(null);
		SettingPlace shown = (place == null || place.file() == null) ? null
				: new SettingPlace(Origins.relative(place.file()), place.line(), place.column());
		String others = (finding.places().size() > 1) ? " Also at " + finding.places()
			.subList(1, finding.places().size())
			.stream()
			.map(Place::toString)
			.reduce((one, other) -> one + "; " + other)
			.orElseThrow() + "." : "";
		this.findings.add(Finding.of(level, shown, finding.sentence() + others, finding.action()));
	}

	private void attempt(Runnable check) {
		try {
			check.run();
		}
		catch (RuntimeException ex) {
			add(ex);
		}
	}

}
