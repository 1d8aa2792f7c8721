package dev.fusesync;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.security.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts fuse-sync; its program is the Camel routes in {@code routes/}. */
// That one would put Spring Security before the webhook too, see LoginConfiguration.
@SpringBootApplication(exclude = SecurityFilterAutoConfiguration.class)
@ConfigurationPropertiesScan
public class FuseSyncApplication {

	public static void main(String[] args) {
		SpringApplication.run(FuseSyncApplication.class, args);
	}

}
