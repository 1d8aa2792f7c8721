package dev.fusesync.page;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.Principal;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.jackson.JacksonAutoConfiguration;
import org.springframework.boot.autoconfigure.web.servlet.ServletWebServerFactoryAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.info.BuildProperties;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.context.annotation.Import;

/**
 * The pages alone, with {@link FixtureEndpoints} in place of the program behind them:
 * starts in a second, and shows any state without having to make it happen.
 */
public final class FixtureProgram implements AutoCloseable {

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private static final Pattern TOKEN = Pattern.compile("name=\"token\" value=\"([^\"]+)\"");

	private final ServletWebServerApplicationContext context;

	private FixtureProgram(ServletWebServerApplicationContext context) {
		this.context = context;
	}

	/** Starts it at a free port or, if it is not 0, at that one. */
	public static FixtureProgram start(FixtureEndpoints endpoints, Login login, int port) {
		return new FixtureProgram((ServletWebServerApplicationContext) new SpringApplicationBuilder(Setup.class)
			.web(WebApplicationType.SERVLET)
			.initializers((context) -> {
				context.getBeanFactory().registerSingleton("endpoints", endpoints);
				context.getBeanFactory().registerSingleton("login", login);
			})
			.run("--server.port=" + port, "--spring.main.banner-mode=off",
					"--spring.config.location=optional:file:target/none/",
					"--server.servlet.register-default-servlet=false"));
	}

	/**
	 * For looking at the pages while one changes them. The arguments are a port and the
	 * state: ok, paused or down.
	 */
	public static void main(String[] arguments) {
		start(FixtureEndpoints.inState(arguments[1]), new Login("anna", true), Integer.parseInt(arguments[0]));
	}

	/** The address of the overview. */
	public URI uri(String path) {
		return URI.create("http://localhost:" + this.context.getWebServer().getPort() + "/" + path);
	}

	/** Gets a page. */
	public HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
		if (headers.length > 0) {
			request.headers(headers);
		}
		return CLIENT.send(request.build(), BodyHandlers.ofString());
	}

	/** Sends a form with these fields. */
	public HttpResponse<String> post(String path, Map<String, String> fields, String... headers)
			throws IOException, InterruptedException {
		String form = fields.entrySet()
			.stream()
			.map((field) -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
			.collect(Collectors.joining("&"));
		HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
			.header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString(form));
		if (headers.length > 0) {
			request.headers(headers);
		}
		return CLIENT.send(request.build(), BodyHandlers.ofString());
	}

	/** The token of the form on a page. */
	public static String token(HttpResponse<String> page) {
		Matcher token = TOKEN.matcher(page.body());
		if (!token.find()) {
			throw new IllegalStateException("The page has no form: " + page.body());
		}
		return token.group(1);
	}

	@Override
	public void close() {
		this.context.close();
	}

	/**
	 * Who looks at the pages.
	 *
	 * @param name of the login
	 * @param operator whether it may decide
	 */
	public record Login(String name, boolean operator) {

	}

	@TestConfiguration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ ServletWebServerFactoryAutoConfiguration.class, JacksonAutoConfiguration.class })
	@ComponentScan(basePackages = "dev.fusesync.page",
			excludeFilters = @ComponentScan.Filter(type = FilterType.REGEX, pattern = ".*(Test|IT|Fixture).*"))
	@Import(PagePort.class)
	static class Setup {

		@Bean
		WebEndpointProperties webEndpointProperties() {
			return new WebEndpointProperties();
		}

		@Bean
		BuildProperties buildProperties() {
			Properties build = new Properties();
			build.setProperty("version", "0.1.0");
			return new BuildProperties(build);
		}

		@Bean
		FilterRegistrationBean<HttpFilter> loggedIn(Login login) {
			return new FilterRegistrationBean<>(new HttpFilter() {

				private static final long serialVersionUID = 1L;

				@Override
				protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
						throws IOException, ServletException {
					chain.doFilter(new LoggedIn(request, login), response);
				}

			});
		}

	}

	private static final class LoggedIn extends HttpServletRequestWrapper {

		private final Login login;

		LoggedIn(HttpServletRequest request, Login login) {
			super(request);
			this.login = login;
		}

		@Override
		public Principal getUserPrincipal() {
			return this.login::name;
		}

		@Override
		public boolean isUserInRole(String role) {
			return role.equals("OPERATOR") && this.login.operator();
		}

	}

}
