package dev.fusesync.management;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

import dev.fusesync.settings.SettingsException;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.autoconfigure.security.servlet.EndpointRequest;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.config.BeanIds;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.firewall.HttpStatusRequestRejectedHandler;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.web.cors.CorsConfiguration;

/**
 * Requires a login on the management port, except for health; the webhook's port does not
 * use Spring Security. Spring Boot applies the filter chain to the management port.
 */
@Configuration(proxyBeanMethods = false)
class LoginConfiguration {

	LoginConfiguration(Environment environment) {
		if (ManagementPortType.get(environment) == ManagementPortType.SAME) {
			throw new SettingsException(List.of("The management port is not set, or is the port of webhooks."),
					"Set MANAGEMENT_SERVER_PORT to a port other than SERVER_PORT.");
		}
	}

	/**
	 * Permits only health without a login, no sessions, and no requests from a page of
	 * another origin: browsers add the login automatically, but send the origin of every
	 * write, and the empty CORS configuration allows no origin. So no CSRF token is
	 * needed.
	 */
	@Bean
	SecurityFilterChain managementChain(HttpSecurity http, FailedLogins failed, ManagementUser user) throws Exception {
		ProviderManager login = new ProviderManager(new DaoAuthenticationProvider(user));
		return http.authenticationManager(new LimitedLogin(login, failed))
			.authorizeHttpRequests((requests) -> requests.requestMatchers(EndpointRequest.to(HealthEndpoint.class))
				.permitAll()
				.anyRequest()
				.authenticated())
			.httpBasic((basic) -> basic.authenticationEntryPoint(LoginConfiguration::refuse))
			.sessionManagement((sessions) -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
			.cors((cors) -> cors.configurationSource((request) -> new CorsConfiguration()))
			.csrf(AbstractHttpConfigurer::disable)
			.logout(AbstractHttpConfigurer::disable)
			.requestCache(AbstractHttpConfigurer::disable)
			.headers((headers) -> headers
				.contentSecurityPolicy(
						(policy) -> policy.policyDirectives("default-src 'none'; frame-ancestors 'none'"))
				.crossOriginResourcePolicy((policy) -> policy.policy(CrossOriginResourcePolicy.SAME_ORIGIN)))
			.build();
	}

	/** Responds to a malicious path with 400; Spring Security's default would be 500. */
	@Bean
	RequestRejectedHandler crookedPaths() {
		return new HttpStatusRequestRejectedHandler();
	}

	@Bean
	FailedLogins failedLogins() {
		return new FailedLogins(InstantSource.system());
	}

	/**
	 * Otherwise the servlet container of the webhook's port would register the filter.
	 */
	@Bean
	FilterRegistrationBean<Filter> notOnTheWebhooksPort(
			@Qualifier(BeanIds.SPRING_SECURITY_FILTER_CHAIN) Filter security) {
		FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(security);
		registration.setEnabled(false);
		return registration;
	}

	private static void refuse(HttpServletRequest request, HttpServletResponse response, AuthenticationException ex)
			throws IOException {
		if (ex instanceof TooManyFailedLogins tooMany) {
			response.setHeader(HttpHeaders.RETRY_AFTER, String.valueOf(tooMany.seconds()));
			response.sendError(HttpStatus.TOO_MANY_REQUESTS.value(), tooMany.getMessage());
		}
		else {
			response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"fuse-sync\", charset=\"UTF-8\"");
			response.sendError(HttpStatus.UNAUTHORIZED.value(), "Log in with name and password, see README");
		}
	}

}
