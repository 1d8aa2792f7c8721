package dev.fusesync.management;

import java.io.IOException;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ClassPathResource;
import org.springframework.util.StreamUtils;

/**
 * Serves the page at / of the management port, with links to the other pages. Registered
 * in {@code META-INF/spring} for that port only.
 */
class StartPage {

	@Bean
	ServletRegistrationBean<HttpServlet> startPageAtTheRoot() {
		return new ServletRegistrationBean<>(new Page(), "");
	}

	/** Serves the page from the jar. */
	private static final class Page extends HttpServlet {

		private static final long serialVersionUID = 1L;

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
			response.setContentType("text/html;charset=UTF-8");
			StreamUtils.copy(new ClassPathResource("start-page.html").getInputStream(), response.getOutputStream());
		}

	}

}
