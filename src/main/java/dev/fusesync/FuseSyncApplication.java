package dev.fusesync;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** Starts fuse-sync; its program is the Camel routes in {@code routes/}. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class FuseSyncApplication {

	public static void main(String[] args) {
		SpringApplication.run(FuseSyncApplication.class, args);
	}

}
