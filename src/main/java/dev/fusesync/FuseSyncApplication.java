package dev.fusesync;

import dev.fusesync.commands.Commands;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.autoconfigure.observation.web.servlet.WebMvcObservationAutoConfiguration;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.autoconfigure.mustache.MustacheAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * Starts fuse-sync, which runs the Camel routes in {@code routes/}, or runs one of its
 * commands.
 */
// The first would also add the login to the webhook's port, see LoginConfiguration; the
// store opens its database itself; the third would observe each request, also one whose
// body is read without a thread: such an observation begins and never ends; the last
// would make a template engine at each start, for both ports.
@SpringBootApplication(exclude = { SecurityFilterAutoConfiguration.class, DataSourceAutoConfiguration.class,
		WebMvcObservationAutoConfiguration.class, MustacheAutoConfiguration.class })
@ConfigurationPropertiesScan
public class FuseSyncApplication {

	public static void main(String[] args) {
		if (Commands.areCalled(args)) {
			System.exit(Commands.run(args));
		}
		SpringApplication.run(FuseSyncApplication.class, args);
	}

}
