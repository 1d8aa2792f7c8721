package dev.fusesync.settings;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import dev.fusesync.http.WebhookSettings;
import dev.fusesync.store.StoreSettings;
import dev.fusesync.sync.breaker.BreakerSettings;
import dev.fusesync.sync.retry.RetrySettings;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.hibernate.validator.constraints.time.DurationMax;
import org.hibernate.validator.constraints.time.DurationMin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

/** Every duration, size and number among the settings has a unit and bounds. */
class BoundsTest {

	private final ApplicationContextRunner program = new ApplicationContextRunner().withBean(RequiredUnits.class)
		.withUserConfiguration(Settings.class);

	static Stream<Class<?>> records() {
		ClassPathScanningCandidateComponentProvider scan = new ClassPathScanningCandidateComponentProvider(false);
		scan.addIncludeFilter(new AnnotationTypeFilter(ConfigurationProperties.class));
		return scan.findCandidateComponents("dev.fusesync")
			.stream()
			.map((found) -> ClassUtils.resolveClassName(found.getBeanClassName(), null));
	}

	@Test
	void findsTheRecords() {
		assertThat(records()).contains(RetrySettings.class, StoreSettings.class, WebhookSettings.class)
			.allMatch(Class::isRecord);
	}

	@ParameterizedTest
	@MethodSource("records")
	void hasBoundsBelowAndAbove(Class<?> record) throws ReflectiveOperationException {
		List<String> without = new ArrayList<>();
		for (RecordComponent component : record.getRecordComponents()) {
			Field field = record.getDeclaredField(component.getName());
			if (component.getType().isRecord() && component.getType().getEnclosingClass() == record) {
				hasBoundsBelowAndAbove(component.getType());
			}
			boolean bounded = isBounded(component.getType(), field);
			if (field.getAnnotatedType() instanceof AnnotatedParameterizedType list) {
				for (AnnotatedType element : list.getAnnotatedActualTypeArguments()) {
					bounded &= !(element.getType() instanceof Class<?> type) || isBounded(type, element);
				}
			}
			if (!bounded) {
				without.add(component.getName());
			}
		}
		assertThat(without).as("Give it bounds, as the others of %s have", record.getSimpleName()).isEmpty();
	}

	private static boolean isBounded(Class<?> type, AnnotatedElement element) {
		if (type == Duration.class) {
			return element.isAnnotationPresent(DurationMin.class) && element.isAnnotationPresent(DurationMax.class);
		}
		if (type == DataSize.class) {
			return element.isAnnotationPresent(DataSizeBetween.class);
		}
		boolean number = type == int.class || type == long.class || type == double.class
				|| Number.class.isAssignableFrom(type);
		return !number || element.isAnnotationPresent(Min.class) && element.isAnnotationPresent(Max.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "fuse.retry.longest-retry-after=0s", "fuse.retry.delays=-5s", "fuse.retry.delays=5s,0s",
			"fuse.retry.delays=5s,2d", "fuse.retry.delays=", "fuse.retry.max-age=30s", "fuse.retry.max-age=-72h",
			"fuse.breaker.half-open-after=0ms", "fuse.breaker.longest-open=400d", "fuse.breaker.failures=0",
			"fuse.webhook.read-timeout=0s", "fuse.webhook.max-body-size=0B", "fuse.webhook.max-body-size=65MB",
			"fuse.webhook.retry-after=0", "fuse.store.disk-reserve=-1MB", "fuse.store.max-backlog=-1",
			"fuse.store.history=59m", "fuse.store.max-events=9", "fuse.store.backup.keep=0" })
	void refusesWhatIsOutOfBounds(String setting) {
		this.program.withPropertyValues(setting)
			.run((context) -> assertThat(context).hasFailed()
				.getFailure()
				.hasStackTraceContaining(
						setting.substring(setting.lastIndexOf('.') + 1, setting.indexOf('=')).replaceAll("-.*", "")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "fuse.retry.delays=5,10,20", "fuse.retry.delays=5s,10", "fuse.retry.delays[0]=5",
			"fuse.retry.max-age=72", "fuse.retry.max-age=${hours:72}", "fuse.breaker.half-open-after=5000",
			"fuse.webhook.max-body-size=2000000", "fuse.store.disk-reserve=1", "fuse.store.history=30" })
	void refusesANumberWithoutAUnit(String setting) {
		this.program.withPropertyValues(setting)
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.isInstanceOfSatisfying(SettingsException.class, (refused) -> {
					FailureAnalysis report = new SettingsFailureAnalyzer().analyze(refused);
					assertThat(report.getDescription())
						.isEqualTo(setting.split("=")[0] + " has a number without a unit.");
					assertThat(report.getAction()).contains("such as 30s");
				}));
	}

	@ParameterizedTest
	@ValueSource(strings = { "fuse.retry.delays=100ms,1m,1d", "fuse.retry.delays=PT5S", "fuse.retry.max-age=3d",
			"fuse.store.disk-reserve=0", "fuse.store.disk-reserve=1GB", "fuse.webhook.max-body-size=64MB",
			"fuse.store.history=1h" })
	void acceptsWhatIsInBounds(String setting) {
		this.program.withPropertyValues(setting, "fuse.webhook.max-body-memory=64MB")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@EnableConfigurationProperties({ RetrySettings.class, BreakerSettings.class, WebhookSettings.class,
			StoreSettings.class })
	static class Settings {

	}

}
