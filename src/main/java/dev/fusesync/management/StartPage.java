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
 * The page at / of the management port, with links to what is there. Read from a list in
 * {@code META-INF/spring} for that port alone.
 */
class StartPage {

	@Bean
	ServletRegistrationBean<HttpServlet> startPageAtTheRoot() {
		return new ServletRegistrationBean<>(new Page(), "");
	}

	/** Answers with the page as it lies in the jar. */
	private static final class Page extends HttpServlet {

		private static final long serialVersionUID = 1L;

		@Override
		protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
			response.setContentType("text/html;charset=UTF-8");
			StreamUtils.copy(new ClassPathResource("start-page.html").getInputStream(), response.getOutputStream());
		}

	}

}
