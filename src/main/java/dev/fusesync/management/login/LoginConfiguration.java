package dev.fusesync.management.login;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;

import dev.fusesync.settings.SettingsException;
import jakarta.servlet.Filter;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.actuate.autoconfigure.endpoint.web.WebEndpointProperties;
import org.springframework.boot.actuate.autoconfigure.security.servlet.EndpointRequest;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementPortType;
import org.springframework.boot.actuate.health.HealthEndpoint;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.security.authentication.AuthenticationProvider;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.authentication.dao.DaoAuthenticationProvider;
import org.springframework.security.config.BeanIds;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.security.web.firewall.HttpStatusRequestRejectedHandler;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.header.writers.CrossOriginResourcePolicyHeaderWriter.CrossOriginResourcePolicy;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.cors.CorsConfiguration;

/**
 * Requires a login on the management port, except for health; the webhook's port does not
 * use Spring Security. Spring Boot applies the filter chain to the management port.
 */
@Configuration(proxyBeanMethods = false)
class LoginConfiguration {

	private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

	LoginConfiguration(Environment environment) {
		if (ManagementPortType.get(environment) == ManagementPortType.SAME) {
			throw new SettingsException(List.of("The management port is not set, or is the port of webhooks."),
					"Set MANAGEMENT_SERVER_PORT to a port other than SERVER_PORT.");
		}
	}

	/**
	 * Permits only health without a login, changes and Hawtio only to operators, no
	 * sessions, and no requests from a page of another origin: browsers add the login
	 * automatically, but send the origin of every write, and the empty CORS configuration
	 * allows no origin. So the endpoints need no CSRF token.
	 */
	@Bean
	SecurityFilterChain managementChain(HttpSecurity http, FailedLogins failed, Logins logins,
			WebEndpointProperties endpoints) throws Exception {
		return http.authenticationManager(new LimitedLogin(new ProviderManager(passwords(logins)), failed))
			.addFilterBefore(new ProxyLogin(logins), BasicAuthenticationFilter.class)
			.authorizeHttpRequests((requests) -> requests.requestMatchers(EndpointRequest.to(HealthEndpoint.class))
				.permitAll()
				.requestMatchers(endpoint(endpoints, "hawtio"), endpoint(endpoints, "jolokia"))
				.hasRole(Role.OPERATOR.name())
				.requestMatchers(endpoint(endpoints, "verification"))
				.authenticated()
				.requestMatchers((request) -> !READING.contains(request.getMethod()))
				.hasRole(Role.OPERATOR.name())
				.anyRequest()
				.authenticated())
			.httpBasic((basic) -> basic.authenticationEntryPoint(Refusals::withoutLogin))
			.exceptionHandling((refusals) -> refusals.accessDeniedHandler(Refusals::viewer))
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

	private static AuthenticationProvider passwords(Logins logins) {
		DaoAuthenticationProvider provider = new DaoAuthenticationProvider(logins);
		provider.setPasswordEncoder(new RememberedLogins(PasswordEncoderFactories.createDelegatingPasswordEncoder(),
				InstantSource.system()));
		return provider;
	}

	/** An endpoint and what is below it. */
	private static RequestMatcher endpoint(WebEndpointProperties endpoints, String id) {
		String path = endpoints.getPathMapping().getOrDefault(id, id);
		return PathPatternRequestMatcher.withDefaults().matcher(endpoints.getBasePath() + "/" + path + "/**");
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

}
