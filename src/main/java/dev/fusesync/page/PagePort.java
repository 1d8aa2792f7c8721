package dev.fusesync.page;

import java.util.List;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;

/**
 * Puts the pages on the management port. Registered in {@code META-INF/spring} for that
 * port only.
 */
class PagePort {

	/** Named here, since the pages themselves are made when one is looked at. */
	static final List<String> PATHS = List.of("", "dead-letters", "dead-letter", "decide", "decisions", "waiting",
			"waiting-decide", "connections", "connection", "connection-decide", "health", "document");

	@Bean
	ServletRegistrationBean<PageServlet> operatorsPage(ObjectProvider<Pages> pages) {
		ServletRegistrationBean<PageServlet> registration = new ServletRegistrationBean<>(new PageServlet(pages),
				"/assets/*");
		PATHS.forEach((path) -> registration.addUrlMappings(path.isEmpty() ? "" : "/" + path));
		return registration;
	}

}
