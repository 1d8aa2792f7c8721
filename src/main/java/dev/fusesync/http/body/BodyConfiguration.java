package dev.fusesync.http.body;

import org.springframework.boot.web.embedded.tomcat.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Installs the valve that lets Tomcat leave bodies unread. */
@Configuration(proxyBeanMethods = false)
class BodyConfiguration {

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> bodiesLeftUnread() {
		return (tomcat) -> tomcat
			.addContextCustomizers((context) -> context.getParent().getPipeline().addValve(new UnreadBody()));
	}

}
