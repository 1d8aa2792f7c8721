package dev.fusesync.settings;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

import org.springframework.boot.context.properties.ConfigurationPropertiesBindHandlerAdvisor;
import org.springframework.boot.context.properties.bind.AbstractBindHandler;
import org.springframework.boot.context.properties.bind.BindContext;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import org.springframework.util.StringUtils;
import org.springframework.util.unit.DataSize;

/**
 * Rejects a duration or size without a unit, except 0. Spring Boot would take 72 as 72 ms
 * or 72 bytes.
 */
@Component
class RequiredUnits implements ConfigurationPropertiesBindHandlerAdvisor {

	private static final ConfigurationPropertyName OURS = ConfigurationPropertyName.of("fuse");

	private final Environment environment;

	RequiredUnits(Environment environment) {
		this.environment = environment;
	}

	@Override
	public BindHandler apply(BindHandler handler) {
		return new AbstractBindHandler(handler) {
			@Override
			public Object onSuccess(ConfigurationPropertyName name, Bindable<?> target, BindContext context,
					Object result) {
				if (OURS.isAncestorOf(name) && hasUnit(result) && context.getConfigurationProperty() != null) {
					check(name, String.valueOf(context.getConfigurationProperty().getValue()));
				}
				return super.onSuccess(name, target, context, result);
			}
		};
	}

	private static boolean hasUnit(Object result) {
		return (result instanceof Collection<?> list) ? list.stream().anyMatch(RequiredUnits::hasUnit)
				: result instanceof Duration || result instanceof DataSize;
	}

	private void check(ConfigurationPropertyName name, String setting) {
		String text = this.environment.resolvePlaceholders(setting);
		if (Stream.of(StringUtils.tokenizeToStringArray(text, ","))
			.anyMatch((part) -> part.matches("[+-]?0*[1-9]\\d*"))) {
			throw new SettingsException(List.of(name + " has a number without a unit."),
					"Write the unit behind the number: ms, s, m, h or d for a time, such as 30s; "
							+ "B, KB, MB or GB for a size, such as 2MB.");
		}
	}

}
