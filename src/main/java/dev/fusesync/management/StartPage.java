package dev.fusesync.management;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ClassPathResource;

/**
 * Serves the page at / of the management port, with links to the other pages. Registered
 * in {@code META-INF/spring} for that port only.
 */
class StartPage {

	@Bean
	ServletRegistrationBean<HttpServlet> startPageAtTheRoot(WebEndpointProperties endpoints) {
		return new ServletRegistrationBean<>(new Page(endpoints.getBasePath()), "");
	}

	/** Serves the page from the jar, with links to where the endpoints are. */
	private static final class Page extends HttpServlet {

		private static final long serialVersionUID = 1L;

		private final String endpoints;

		Page(String basePath) {
			this.endpoints = (basePath + "/").substring(1);
		}

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
			response.setContentType("text/html;charset=UTF-8");
			String page = new ClassPathResource("start-page.html").getContentAsString(StandardCharsets.UTF_8);
			response.getWriter().write(page.replace("\"actuator/", "\"" + this.endpoints));
		}

	}

}
