package dev.fusesync.bench.floor;

import java.sql.SQLException;
import java.util.Map;

import org.apache.camel.component.direct.springboot.DirectComponentAutoConfiguration;
import org.apache.camel.component.http.springboot.HttpComponentAutoConfiguration;
import org.apache.camel.component.platform.http.springboot.PlatformHttpComponentAutoConfiguration;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformHttpAutoConfiguration;
import org.apache.camel.component.platform.http.springboot.SpringBootPlatformWebMvcConfiguration;
import org.apache.camel.spring.boot.CamelAutoConfiguration;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.autoconfigure.web.embedded.EmbeddedWebServerFactoryCustomizerAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.DispatcherServletAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.WebMvcAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;

/**
 * What the same stack costs with the fewest steps: Tomcat, Camel's platform-http,
 * verification, SQLite, Camel's http. No limits, retries, order, metrics, health,
 * management or file of routes: below this no version of fuse-sync can be.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@ImportAutoConfiguration({ PropertyPlaceholderAutoConfiguration.class, TaskExecutionAutoConfiguration.class,
		EmbeddedWebServerFactoryCustomizerAutoConfiguration.class, ServletWebServerFactoryAutoConfiguration.class,
		DispatcherServletAutoConfiguration.class,
		WebMvcAutoConfiguration.class, CamelAutoConfiguration.class, DirectComponentAutoConfiguration.class,
		HttpComponentAutoConfiguration.class, PlatformHttpComponentAutoConfiguration.class,
		SpringBootPlatformHttpAutoConfiguration.class, SpringBootPlatformWebMvcConfiguration.class })
public class FloorProgram {

	public static void main(String[] args) {
		new SpringApplicationBuilder(FloorProgram.class)
			.properties(Map.of("server.port", System.getenv("PORT"), "camel.main.run-controller", true,
					"camel.main.jmx-enabled", false, "logging.level.root", "WARN",
					// As fuse-sync: by default Tomcat closes a connection after 100 requests.
					"server.tomcat.max-keep-alive-requests", 10_000,
					// Camel runs a route in this pool: as many threads as fuse-sync has for it.
					"spring.task.execution.pool.core-size", 64))
			.run(args);
	}

	@Bean
	FloorRoutes routes() throws SQLException {
		return new FloorRoutes(new FloorStore("floor.db"));
	}

}
